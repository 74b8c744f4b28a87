import { printable, quoted, shortened } from '@energy/domain';
import type { FastifyError, FastifySchemaValidationError } from 'fastify';
import { ProblemError } from './problem-error.ts';
import type { InvalidParameter } from './problem-schema.ts';

const NAMES = new Intl.ListFormat('en');

const PARTS = { params: 'path', querystring: 'query', headers: 'header', body: 'body' } as const;

type Part = InvalidParameter['in'];

/** A verbose error of Ajv. */
interface VerboseError extends FastifySchemaValidationError {
  readonly data?: unknown;
  readonly parentSchema?: ObjectSchema;
}

interface ObjectSchema {
  readonly title?: string;
  readonly properties?: Readonly<Record<string, ObjectSchema>>;
}

/** The problem of a part of a request that does not match its schema. */
export function invalidRequest(
  validation: readonly FastifySchemaValidationError[],
  context: FastifyError['validationContext'],
): ProblemError {
  return invalidParameters(invalidSchema(validation, context));
}

/** One error for each parameter that does not match its schema. */
export function invalidSchema(
  validation: readonly FastifySchemaValidationError[],
  context: FastifyError['validationContext'],
): readonly InvalidParameter[] {
  const part = PARTS[(context ?? 'body') as keyof typeof PARTS];
  const byParameter = new Map<string, InvalidParameter>();
  for (const error of validation) {
    const parameter = parameterOf(error) || part;
    byParameter.set(parameter, { in: part, parameter, detail: detailOf(error, part) });
  }
  return [...byParameter.values()];
}

/** The problem of some invalid parameters, with an error for each. */
export function invalidParameters(errors: readonly InvalidParameter[]): ProblemError {
  const detail = errors.map((error) => `${error.parameter}: ${error.detail}`).join(' ');
  return new ProblemError('invalid-request', detail, { errors });
}

function parameterOf({ instancePath, params }: VerboseError): string {
  const inner = params.additionalProperty ?? params.missingProperty;
  const path = inner === undefined ? instancePath : `${instancePath}/${inner}`;
  return parameterName(path.slice(1));
}

/** A parameter's name as a problem shows it: shortened, and with invisible characters escaped. */
export function parameterName(name: string): string {
  return printable(shortened(name));
}

function detailOf({ keyword, data, instancePath, params, parentSchema }: VerboseError, part: Part) {
  const { title = 'valid', properties = {} } = parentSchema ?? {};
  switch (keyword) {
    case 'additionalProperties':
      return `This request has no such ${part === 'body' ? 'field' : 'parameter'}; ${takes(properties)}.`;
    case 'required':
      return `It is missing; it must be ${properties[String(params.missingProperty)]?.title ?? 'given'}.`;
    case 'minProperties':
      return `Nothing is asked for; ${takes(properties)}.`;
    default:
      if (instancePath === '') return `It must be a JSON object; ${takes(properties)}.`;
      if (Array.isArray(data) && part !== 'body') return 'It may be given only once.';
      return `${asSubject(part === 'body' ? data : String(data))} is not ${title}.`;
  }
}

function takes(properties: object): string {
  const known = Object.keys(properties);
  return known.length > 0 ? `it takes ${NAMES.format(known)}` : 'it takes none';
}

function asSubject(value: unknown): string {
  return quoted(value).replace(/^an /, 'An ');
}
