import { problemResponse } from '@energy/http';
import { Type } from 'typebox';

const position = {
  description: 'How far the event store was written: a query that sends it sees this change.',
  type: 'string',
};
const etag = {
  description: 'The revision, to be given as `If-Match` with the next change.',
  type: 'string',
};
const location = { description: 'Where it is.', type: 'string' };

const json = (schema: string) => ({ 'application/json': { schema: Type.Ref(schema) } });

/** The reply that shows what was made. */
export const created = (what: string, schema: string) => ({
  description: `${what}, as it was registered.`,
  headers: { Location: location, ETag: etag, 'Energy-Position': position },
  content: json(schema),
});

/** The reply that shows what was changed. */
export const changed = (what: string, schema: string) => ({
  description: `${what}, as it is after the change.`,
  headers: { ETag: etag, 'Energy-Position': position },
  content: json(schema),
});

/** The reply to what leaves nothing to show. */
export const done = (description: string) => ({
  type: 'null' as const,
  description,
  headers: { 'Energy-Position': position },
});

/** What any command may be answered. */
export const commandProblems = {
  400: problemResponse('The request is not valid: `errors` says what is wrong and where.'),
  413: problemResponse('The body is too large.'),
  415: problemResponse('The body is not JSON.'),
  422: problemResponse('The `Idempotency-Key` belongs to another request.'),
  500: problemResponse('Something went wrong on our side.'),
  503: problemResponse('The data can’t be reached; ask again after `Retry-After`.'),
};

/** What any command on something that is there may be answered. */
export const changeProblems = {
  ...commandProblems,
  412: problemResponse('It was changed since the revision that `If-Match` names.'),
};
