import { problemResponse } from '@energy/http';
import { Type } from 'typebox';

/** The reply to one attempt too many to give a password. */
export const tooManyAttempts = problemResponse(
  'Too many attempts: try again after `Retry-After` (`too-many-attempts`). After 100 wrong passwords in a ' +
    'row, 90 from browsers that the user has not signed in with, only a reset helps (`sign-in-locked`).',
);

/** What signing in and its like may be answered. */
export const sessionReplies = {
  200: {
    description: 'The session. As cookies or in the body, its tokens come along.',
    content: { 'application/json': { schema: Type.Ref('Session#') } },
  },
  400: problemResponse('The request is not valid: `errors` says what is wrong and where.'),
  403: problemResponse('The command comes from a page of another site.'),
  413: problemResponse('The body is too large.'),
  415: problemResponse('The body is not JSON.'),
  500: problemResponse('Something went wrong on our side.'),
  503: problemResponse('The data can’t be reached; ask again after `Retry-After`.'),
};
