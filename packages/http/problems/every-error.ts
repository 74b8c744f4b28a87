import type { FastifyRequest } from 'fastify';
import { invalidParameters, invalidSchema } from './invalid-request.ts';
import type { ProblemError } from './problem-error.ts';
import type { InvalidParameter } from './problem-schema.ts';

/** Finds what is wrong with a request that its schema cannot describe, parameter by parameter. */
export type RequestCheck = (
  request: FastifyRequest,
) => readonly InvalidParameter[] | Promise<readonly InvalidParameter[]>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Completes the errors of an invalid request; a handler checks valid ones itself. */
    check?: RequestCheck;
  }
}

const PARTS = ['params', 'querystring', 'headers', 'body'] as const;

/**
 * Completes the problem of an invalid request, which names the first error found: with every error by the
 * schema of each part of the request, and by the route's own check.
 */
export async function withEveryError(
  problem: ProblemError,
  request: FastifyRequest,
): Promise<ProblemError> {
  const { errors, kind } = problem;
  if (kind !== 'invalid-request' || errors === undefined) return problem;
  const schemaErrors = PARTS.flatMap((part) => schemaErrorsIn(request, part));
  const found = [...errors, ...schemaErrors, ...(await checked(request))];
  const byParameter = new Map<string, InvalidParameter>();
  for (const error of found) {
    const key = `${error.in} ${error.parameter}`;
    if (!byParameter.has(key)) byParameter.set(key, error);
  }
  return invalidParameters([...byParameter.values()]);
}

function schemaErrorsIn(
  request: FastifyRequest,
  part: (typeof PARTS)[number],
): readonly InvalidParameter[] {
  const validate = request.getValidationFunction(part);
  const value = part === 'querystring' ? request.query : request[part];
  if (!validate || validate(value)) return [];
  return invalidSchema(validate.errors ?? [], part);
}

async function checked(request: FastifyRequest): Promise<readonly InvalidParameter[]> {
  return (await request.routeOptions.config.check?.(request)) ?? [];
}
