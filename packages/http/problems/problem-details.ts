import { EngineUnavailable } from '@energy/engines';
import { UnavailableLog } from '@energy/service';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withEveryError } from './every-error.ts';
import { invalidRequest } from './invalid-request.ts';
import { PROBLEM_KINDS, problemType } from './problem.ts';
import { ProblemError } from './problem-error.ts';
import type { Problem } from './problem-schema.ts';

const RETRY_AFTER_S = 2;
const MAX_INSTANCE_LENGTH = 500;

/** Translates an API's own error to a problem; `undefined` for any other error. */
export type Translation = (error: unknown, request: FastifyRequest) => ProblemError | undefined;

/** Answers failed requests with problem details (RFC 9457). */
export function addProblemDetails(app: FastifyInstance, translate?: Translation): void {
  app.setErrorHandler(async (error: unknown, request, reply) => {
    const problem = problemOf(translate?.(error, request) ?? error, request.id);
    return sendProblem(await withEveryError(problem, request), request, reply);
  });
  const unavailableLog = new UnavailableLog(app.log, 'Requests');
  app.addHook('onError', async (request, _reply, error: Error) => {
    if (error instanceof EngineUnavailable) unavailableLog.write(error);
    else if (
      problemOf(translate?.(error, request) ?? error, request.id).kind === 'internal-error'
    ) {
      app.log.error({ err: error }, `${request.method} ${request.url} failed (${request.id}).`);
    }
  });
}

/** Answers a request with the problem of an error. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemOf(error, request.id);
  const body = { ...problemDetails(problem, pathOf(request)), requestId: request.id };
  // Closing the connection of a client that still sends would often lose the reply: the rest is discarded.
  if (problem.kind === 'body-too-large') reply.removeHeader('connection');
  return reply
    .code(body.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(body);
}

/** The body of a problem. */
export function problemDetails({ kind, message, errors }: ProblemError, instance: string): Problem {
  const { status, title } = PROBLEM_KINDS[kind];
  const body = { type: problemType(kind), title, status, detail: message, instance };
  return errors ? { ...body, errors: [...errors] } : body;
}

function problemOf(error: unknown, requestId: string): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof EngineUnavailable) {
    return new ProblemError('engine-unavailable', 'Try again in a moment.', {
      headers: { 'retry-after': String(RETRY_AFTER_S) },
    });
  }
  return problemOfFramework(error as FastifyError) ?? internalError(requestId);
}

function problemOfFramework(error: FastifyError): ProblemError | undefined {
  if (error.validation) return invalidRequest(error.validation, error.validationContext);
  switch (error.statusCode) {
    case 413:
      return new ProblemError('body-too-large', `${error.message}.`);
    case 415:
      return new ProblemError('unsupported-media-type', 'Send JSON, as application/json.');
    default: {
      const { statusCode = 500 } = error;
      return statusCode < 500
        ? new ProblemError('invalid-request', `${error.message}.`)
        : undefined;
    }
  }
}

function internalError(requestId: string): ProblemError {
  return new ProblemError(
    'internal-error',
    `The log has the cause, with the request id ${requestId}.`,
  );
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!.slice(0, MAX_INSTANCE_LENGTH);
}
