import { type Static, Type } from 'typebox';

/**
 * The kinds of problem in replies. Each has a URN that never changes:
 * `urn:energy:problem:<kind>`.
 */
export const PROBLEM_KINDS = {
  'invalid-request': { status: 400, title: 'Invalid request' },
  'not-signed-in': { status: 401, title: 'Not signed in' },
  'wrong-credentials': { status: 401, title: 'Incorrect name or password' },
  'one-time-password-expired': { status: 401, title: 'One-time password used or expired' },
  'not-allowed': { status: 403, title: 'Not allowed' },
  'password-change-required': { status: 403, title: 'Password change required' },
  'proof-required': { status: 403, title: 'Password required again' },
  'own-password-reset': { status: 403, title: 'Own password cannot be reset' },
  'cross-site-request': { status: 403, title: 'Request from another site' },
  'device-not-found': { status: 404, title: 'Device not found' },
  'user-not-found': { status: 404, title: 'User not found' },
  'reading-not-found': { status: 404, title: 'Reading not found' },
  'tariff-not-found': { status: 404, title: 'Tariff not found' },
  'resource-not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'request-timeout': { status: 408, title: 'Request timed out' },
  'device-already-registered': { status: 409, title: 'Device already exists' },
  'device-decommissioned': { status: 409, title: 'Device decommissioned' },
  'serial-number-taken': { status: 409, title: 'Serial number already taken' },
  'meter-has-readings': { status: 409, title: 'Meter has readings' },
  'meter-reads-intervals': { status: 409, title: 'Meter reads intervals' },
  'meter-replaced-already': { status: 409, title: 'Meter already replaced then' },
  'final-reading-too-low': { status: 409, title: 'Final reading too low' },
  'first-reading-too-high': { status: 409, title: 'First reading too high' },
  'reading-corrected': { status: 409, title: 'Reading has been corrected' },
  'reading-not-suspect': { status: 409, title: 'Reading counts already' },
  'hours-measured': { status: 409, title: 'Hours have all readings' },
  'estimate-impossible': { status: 409, title: 'Nothing to estimate by' },
  'user-already-registered': { status: 409, title: 'User already exists' },
  'user-deleted': { status: 409, title: 'User deleted' },
  'name-taken': { status: 409, title: 'Name already taken' },
  'owner-not-client': { status: 409, title: 'Owner must be a client' },
  'user-not-client': { status: 409, title: 'User is not a client' },
  'owns-devices': { status: 409, title: 'User still owns devices' },
  'tariff-already-created': { status: 409, title: 'Tariff already exists' },
  'tariff-retired': { status: 409, title: 'Tariff retired' },
  'tariff-assigned': { status: 409, title: 'Tariff still assigned' },
  'tariff-unavailable': { status: 409, title: 'Tariff missing or retired' },
  'last-administrator': { status: 409, title: 'Last administrator' },
  'too-many-changes': { status: 409, title: 'Too many concurrent changes' },
  'revision-mismatch': { status: 412, title: 'Modified since last read' },
  'export-changed': { status: 412, title: 'The data of the export has changed' },
  'body-too-large': { status: 413, title: 'Body too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'range-not-satisfiable': { status: 416, title: 'Range not satisfiable' },
  'unknown-host': { status: 421, title: 'Unknown host' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency key reused' },
  'websocket-required': { status: 426, title: 'WebSocket required' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'sign-in-locked': { status: 429, title: 'Sign-in locked' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Internal error' },
  'engine-unavailable': { status: 503, title: 'Temporarily unavailable' },
  'events-missing': { status: 503, title: 'Saved changes missing' },
  'not-caught-up': { status: 503, title: 'Not yet up to date' },
  'gateway-timeout': { status: 504, title: 'Service timed out' },
} as const;

export type ProblemKind = keyof typeof PROBLEM_KINDS;

export const problemType = (kind: ProblemKind) => `urn:energy:problem:${kind}`;

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
