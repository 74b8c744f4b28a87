import type { FastifyError, FastifySchemaValidationError } from 'fastify';
import { ProblemError } from '../problem-error.ts';
import type { InvalidParameter } from '../schemas/problem.ts';

const LONGEST_QUOTATION = 60;

const PARTS = { params: 'path', querystring: 'query', headers: 'header', body: 'body' } as const;

/** What Ajv tells of an error when it is verbose. */
interface VerboseError extends FastifySchemaValidationError {
  readonly data?: unknown;
  readonly parentSchema?: { readonly title?: string; readonly properties?: object };
}

/** The problem that tells of every parameter which its schema refused. */
export function invalidRequest(
  validation: readonly VerboseError[],
  context: FastifyError['validationContext'],
): ProblemError {
  const part = PARTS[(context ?? 'body') as keyof typeof PARTS];
  const byParameter = new Map<string, InvalidParameter>();
  for (const error of validation) {
    const parameter = parameterOf(error);
    byParameter.set(parameter, { in: part, parameter, detail: detailOf(error) });
  }
  const errors = [...byParameter.values()];
  const detail = errors.map((error) => `${error.parameter}: ${error.detail}`).join(' ');
  return new ProblemError('invalid-request', detail, { errors });
}

function parameterOf({ instancePath, params }: VerboseError): string {
  return shortened(String(params.additionalProperty ?? instancePath.slice(1)));
}

function detailOf({ keyword, data, parentSchema }: VerboseError): string {
  if (keyword === 'additionalProperties') {
    const known = Object.keys(parentSchema?.properties ?? {}).join(' and ');
    return `This request has no such parameter; ${known ? `it takes ${known}` : 'it takes none'}.`;
  }
  if (Array.isArray(data)) return 'It may be given only once.';
  return `${JSON.stringify(shortened(String(data)))} is not ${parentSchema?.title ?? 'valid'}.`;
}

function shortened(text: string): string {
  return text.length > LONGEST_QUOTATION ? `${text.slice(0, LONGEST_QUOTATION)}…` : text;
}
