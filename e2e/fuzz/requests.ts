import fc, { toStringMethod } from 'fast-check';
import type { Operation } from './description.ts';
import { type Values, wild } from './values.ts';

/** Callers of the API. */
export const PEOPLE = ['administrator', 'client', 'nobody'] as const;
export type Who = (typeof PEOPLE)[number];

/**
 * A request to send, with references to values that the API will have returned by then. Undefined
 * parameters are left out.
 */
export interface Intent {
  readonly operation: Operation;
  readonly who: Who;
  readonly path: Fields;
  readonly query: Fields;
  readonly headers: Fields;
  /** Value to send as JSON, or bytes to send unchanged; no body if undefined. */
  readonly body: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** Generates requests for an operation: valid ones, and ones with a mistake. */
export function requestsFor(operation: Operation, values: Values): fc.Arbitrary<Intent> {
  const valid = validRequests(operation, values);
  return fc.oneof(
    { weight: 3, arbitrary: valid },
    { weight: 2, arbitrary: fc.tuple(valid, mistake).map(([intent, make]) => make(intent)) },
  );
}

function validRequests(operation: Operation, values: Values): fc.Arbitrary<Intent> {
  const fieldsIn = (place: string): fc.Arbitrary<Fields> => {
    const fields: Record<string, fc.Arbitrary<unknown>> = {};
    for (const parameter of operation.parameters) {
      const value = values.ofParameter(parameter, operation.path);
      if (parameter.in === place)
        fields[parameter.name] = parameter.required ? value : seldom(value);
    }
    return fc.record(fields);
  };
  return fc.record({
    operation: fc.constant(operation),
    who: fc.oneof(
      { weight: 7, arbitrary: fc.constant<Who>('administrator') },
      { weight: 2, arbitrary: fc.constant<Who>('client') },
      { weight: 1, arbitrary: fc.constant<Who>('nobody') },
    ),
    path: fieldsIn('path'),
    query: fieldsIn('query'),
    headers: fieldsIn('header'),
    body: operation.body ? values.ofBody(operation.body, operation.path) : fc.constant(undefined),
  });
}

function seldom(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: value },
  );
}

type Mistake = (intent: Intent) => Intent;

const names = fc.constantFrom('__proto__', 'constructor', 'colour', 'id', 'role', '', 'a.b[0]');

/** A body that is sent unchanged. */
export class Bytes {
  readonly bytes: Buffer;

  constructor(bytes: string | Uint8Array) {
    this.bytes = Buffer.from(bytes as string);
  }

  /** Text for fast-check's report of a failing request. */
  [toStringMethod](): string {
    const { bytes } = this;
    return `${bytes.length} bytes ${JSON.stringify(bytes.subarray(0, 40).toString('latin1'))}`;
  }
}

const bytes = fc.constantFrom(
  '',
  '{',
  '[1,',
  'nul',
  '{"a":NaN}',
  '"text"',
  'null',
  '5',
  '{"a":1,"a":2}',
  '\ufeff{}',
  `${'['.repeat(5_000)}`,
  `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
  '{}{}',
  '\0',
  `{"name":"${'x'.repeat(20_000)}"}`,
  `["${'x'.repeat(1_100_000)}"]`,
);

const contentTypes = fc.constantFrom(
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json; charset=utf-16',
  'application/json;',
  ';',
  '',
  'application/merge-patch+json',
);

const otherHeaders = fc.constantFrom<Fields>(
  { authorization: 'Bearer x.y.z' },
  { authorization: 'Basic YTpi' },
  { authorization: `Bearer ${'x'.repeat(5_000)}` },
  { cookie: 'energy-session=x; energy-refresh=y' },
  { cookie: '=;;"' },
  { accept: 'text/html', 'accept-encoding': 'br;q=0' },
  { origin: 'https://elsewhere.example' },
  { host: 'elsewhere.example' },
  { 'x-forwarded-for': 'nobody', 'x-forwarded-host': 'elsewhere.example' },
  { expect: '100-continue' },
  { te: 'trailers', connection: 'te' },
  { 'if-none-match': '*', range: 'bytes=0-1' },
);

/** One mistake in a request. */
const mistake: fc.Arbitrary<Mistake> = fc.oneof(
  fc.tuple(fc.nat(), wild).map(
    ([place, value]): Mistake =>
      (intent) => ({ ...intent, body: replaced(intent.body, place, value) }),
  ),
  fc.tuple(names, wild).map(
    ([name, value]): Mistake =>
      (intent) => ({ ...intent, body: { ...Object(intent.body), [name]: value } }),
  ),
  fc.nat().map(
    (place): Mistake =>
      (intent) => ({ ...intent, body: without(intent.body, place) }),
  ),
  fc.oneof(bytes, fc.uint8Array({ minLength: 1, maxLength: 20 })).map(
    (raw): Mistake =>
      (intent) => ({ ...intent, body: new Bytes(raw) }),
  ),
  contentTypes.map(
    (type): Mistake =>
      (intent) => ({ ...intent, headers: { ...intent.headers, 'content-type': type } }),
  ),
  otherHeaders.map(
    (more): Mistake =>
      (intent) => ({ ...intent, headers: { ...intent.headers, ...more } }),
  ),
  fc.tuple(names, wild).map(
    ([name, value]): Mistake =>
      (intent) => ({ ...intent, query: { ...intent.query, [name]: value } }),
  ),
  fc.tuple(fc.nat(), wild).map(
    ([which, value]): Mistake =>
      (intent) =>
        withParameter(intent, which, value),
  ),
  fc.tuple(fc.nat(), wild, wild).map(
    ([which, one, other]): Mistake =>
      (intent) =>
        withParameter(intent, which, [one, other]),
  ),
);

function withParameter(intent: Intent, which: number, value: unknown): Intent {
  const { parameters } = intent.operation;
  const parameter = parameters[which % parameters.length];
  switch (parameter?.in) {
    case 'path':
      return { ...intent, path: { ...intent.path, [parameter.name]: value } };
    case 'query':
      return { ...intent, query: { ...intent.query, [parameter.name]: value } };
    case 'header':
      return {
        ...intent,
        headers: { ...intent.headers, [parameter.name]: badHeader(parameter.name, value) },
      };
    default:
      return { ...intent, query: { more: value } };
  }
}

/** Makes a header invalid. A valid but unknown position would make the API wait. */
function badHeader(name: string, value: unknown): unknown {
  return name === 'energy-position' ? ' ä' : value;
}

function replaced(body: unknown, place: number, value: unknown): unknown {
  const fields = Object.keys(Object(body));
  const field = fields[place % (fields.length + 1)];
  return field === undefined ? value : { ...Object(body), [field]: value };
}

function without(body: unknown, place: number): unknown {
  const fields = Object.entries(Object(body));
  return Object.fromEntries(fields.toSpliced(place % (fields.length || 1), 1));
}
