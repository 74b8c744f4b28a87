import { type Static, Type } from 'typebox';
import { PROBLEM_KINDS, type ProblemKind, problemType } from './problem.ts';

/** A problem as RFC 9457 defines it: `application/problem+json`. */
export const Problem = Type.Object(
  {
    type: Type.String({
      format: 'uri',
      description: `The kind of problem, for programs; never changes. One of ${kinds()}.`,
      examples: [problemType('invalid-request')],
    }),
    title: Type.String({
      description: 'The kind of problem, for people.',
      examples: [PROBLEM_KINDS['invalid-request'].title],
    }),
    status: Type.Integer({ description: 'The HTTP status of the reply.', examples: [400] }),
    detail: Type.String({
      description: 'The cause in this request, for people.',
      examples: ['limit: "0" is not a whole number from 1 to 1000.'],
    }),
    instance: Type.String({
      description: 'The path of the request.',
      examples: ['/api/devices'],
    }),
    requestId: Type.Optional(
      Type.String({
        description: 'The id of the request, by which an operator finds the cause in the logs.',
        examples: ['0f0e7a5c-5c4e-4d0c-9d5e-0b8d2f4a1c3e'],
      }),
    ),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          in: Type.String({
            enum: ['path', 'query', 'header', 'body'],
            description: 'The part of the request that has the parameter.',
          }),
          parameter: Type.String({
            description: 'The invalid parameter.',
            examples: ['limit'],
          }),
          code: Type.Optional(
            Type.String({
              description:
                'The rule that it breaks, for programs; never changes. Absent where the value does not ' +
                'match its schema.',
              examples: ['password-too-short'],
            }),
          ),
          detail: Type.String({
            description: 'The mistake, for people.',
            examples: ['"0" is not a whole number from 1 to 1000.'],
          }),
        }),
        { description: 'Every mistake in an invalid request.' },
      ),
    ),
  },
  { $id: 'Problem', description: 'Problem details (RFC 9457).' },
);

export type Problem = Static<typeof Problem>;

/** A mistake in one parameter. */
export type InvalidParameter = NonNullable<Problem['errors']>[number];

/** The OpenAPI response of a route for a status of its problems. */
export const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Type.Ref('Problem#') } },
});

function kinds(): string {
  return (Object.keys(PROBLEM_KINDS) as ProblemKind[]).map(problemType).join(', ');
}
