import { problemResponse } from '@energy/http';
import { Type } from 'typebox';

const position = {
  description:
    'The position of the change in the event store: a query that sends it back sees the change.',
  type: 'string',
};
const etag = {
  description: 'The revision, for `If-Match` in the next change.',
  type: 'string',
};
const location = { description: 'The address of the new resource.', type: 'string' };

const json = (schema: string) => ({ 'application/json': { schema: Type.Ref(schema) } });

/** The reply with the new resource. */
export const created = (what: string, schema: string) => ({
  description: `${what} that was registered.`,
  headers: { Location: location, ETag: etag, 'Energy-Position': position },
  content: json(schema),
});

/** The reply with the changed resource. */
export const changed = (what: string, schema: string) => ({
  description: `${what} after the change.`,
  headers: { ETag: etag, 'Energy-Position': position },
  content: json(schema),
});

/** The reply without a body. */
export const done = (description: string) => ({
  type: 'null' as const,
  description,
  headers: { 'Energy-Position': position },
});

/** The problems of every command. */
export const commandProblems = {
  400: problemResponse('The request is invalid: `errors` lists every mistake.'),
  413: problemResponse('The body is too large.'),
  415: problemResponse('The body is not JSON.'),
  422: problemResponse('The `Idempotency-Key` belongs to another request.'),
  500: problemResponse('Internal error.'),
  503: problemResponse('The data is unavailable: retry after `Retry-After`.'),
};

/** The problems of every command on an existing resource. */
export const changeProblems = {
  ...commandProblems,
  412: problemResponse('The resource is at another revision than `If-Match`.'),
};
