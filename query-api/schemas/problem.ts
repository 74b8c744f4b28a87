import { type Static, Type } from 'typebox';

/**
 * The kinds of problem that a reply may tell of, each known by a URN that never changes:
 * `urn:energy:problem:<kind>`.
 */
export const PROBLEM_KINDS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'device-not-found': { status: 404, title: 'There is no such device' },
  'resource-not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'This method is not for this resource' },
  'engine-unavailable': { status: 503, title: 'The data can’t be reached at the moment' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
} as const;

export type ProblemKind = keyof typeof PROBLEM_KINDS;

export const problemType = (kind: ProblemKind) => `urn:energy:problem:${kind}`;

/** A problem as RFC 9457 defines it: `application/problem+json`. */
export const Problem = Type.Object(
  {
    type: Type.String({
      format: 'uri',
      description: `Which kind of problem it is, for programs; it never changes. One of ${kinds()}.`,
      examples: [problemType('invalid-request')],
    }),
    title: Type.String({
      description: 'The kind of problem, for people.',
      examples: [PROBLEM_KINDS['invalid-request'].title],
    }),
    status: Type.Integer({ description: 'The HTTP status of the reply.', examples: [400] }),
    detail: Type.String({
      description: 'What went wrong this time, for people.',
      examples: ['limit: "0" is not a whole number from 1 to 1000.'],
    }),
    instance: Type.String({
      description: 'The path that was asked for.',
      examples: ['/api/devices'],
    }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          in: Type.String({
            enum: ['path', 'query', 'header', 'body'],
            description: 'Which part of the request the parameter belongs to.',
          }),
          parameter: Type.String({
            description: 'The parameter that is at fault.',
            examples: ['limit'],
          }),
          detail: Type.String({
            description: 'What is wrong with it.',
            examples: ['"0" is not a whole number from 1 to 1000.'],
          }),
        }),
        { description: 'Every mistake in the request, where it is not valid.' },
      ),
    ),
  },
  { $id: 'Problem', description: 'What went wrong (RFC 9457).' },
);

export type Problem = Static<typeof Problem>;

/** What is wrong with one parameter. */
export type InvalidParameter = NonNullable<Problem['errors']>[number];

/** The OpenAPI response of a route that may answer with problems of a status. */
export const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Type.Ref('Problem#') } },
});

function kinds(): string {
  return (Object.keys(PROBLEM_KINDS) as ProblemKind[]).map(problemType).join(', ');
}
