import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidParameters, parameterName } from './invalid-request.ts';
import { ProblemError } from './problem-error.ts';
import type { InvalidParameter } from './problem-schema.ts';

const CONTROL_CHARACTER = /\p{Cc}/u;
/** Visible ASCII but `%`: an address of these alone has no control character, not even an escaped one. */
const UNESCAPED = /^[!-$&-~]*$/;

/** Refuses a request with more than one `Host` header with 400 (RFC 9112, section 3.2). */
export function refuseSeveralHosts(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(
      hostsOf(request) > 1
        ? new ProblemError('invalid-request', 'Send one Host header.')
        : undefined,
    );
  });
}

/** Refuses control characters in path and query parameters with 400: engines treat them differently. */
export function refuseControlCharacters(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    if (UNESCAPED.test(request.url)) return done();
    const errors = [
      ...controlCharactersIn(request.params, 'path'),
      ...controlCharactersIn(request.query, 'query'),
    ];
    done(errors.length > 0 ? invalidParameters(errors) : undefined);
  });
}

function hostsOf({ raw: { rawHeaders } }: FastifyRequest): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
    .length;
}

function* controlCharactersIn(
  parameters: unknown,
  part: InvalidParameter['in'],
): Iterable<InvalidParameter> {
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (![name, ...[value].flat()].some((text) => CONTROL_CHARACTER.test(String(text)))) continue;
    yield { in: part, parameter: parameterName(name), detail: 'It contains a control character.' };
  }
}
