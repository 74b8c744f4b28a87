import { problemResponse } from '@energy/http';
import { Type } from 'typebox';

/** The reply to too many attempts with a password. */
export const tooManyAttempts = problemResponse(
  'Too many attempts: retry after `Retry-After` (`too-many-attempts`). After 100 wrong passwords in a row, ' +
    '90 from browsers that the user has not signed in with, the password must be reset (`sign-in-locked`).',
);

/** The replies of every route that starts or continues a session. */
export const sessionReplies = {
  200: {
    description: 'The session, with its tokens as cookies or in the body.',
    content: { 'application/json': { schema: Type.Ref('Session#') } },
  },
  400: problemResponse('The request is invalid: `errors` lists every mistake.'),
  403: problemResponse('The request comes from a page of another site.'),
  413: problemResponse('The body is too large.'),
  415: problemResponse('The body is not JSON.'),
  500: problemResponse('Internal error.'),
  503: problemResponse('The data is unavailable: retry after `Retry-After`.'),
};
