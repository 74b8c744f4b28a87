/**
 * Who may use a route:
 * - `anyone`: without signing in;
 * - `one-time-password`: whoever is signed in, even with a one-time password that is still to be changed;
 * - `signed-in`: whoever is signed in; a client is answered with what is its own;
 * - `administrator`: administrators alone;
 * - `device-owner`: administrators, and the clients who own or once owned the device whose id is in the
 *   path; a client is answered with what belongs to its own time. For any other client it is not there.
 */
export type Access =
  | 'anyone'
  | 'one-time-password'
  | 'signed-in'
  | 'administrator'
  | 'device-owner';

/**
 * Who may do what, over every route of every API of the platform. A route that is not in it does not
 * start. HEAD is what GET is.
 */
export const ACCESS_TABLE = {
  'POST /api/session': 'anyone',
  'POST /api/session/refresh': 'anyone', // The refresh token is what is checked.
  'DELETE /api/session': 'anyone', // Ends the session of the tokens that come along, if any.
  'GET /api/session': 'one-time-password',
  'PUT /api/session/password': 'one-time-password',
  'POST /api/session/proof': 'signed-in',

  'GET /api/users': 'administrator',
  'POST /api/users': 'administrator',
  'GET /api/users/:id': 'administrator',
  'PATCH /api/users/:id': 'administrator',
  'DELETE /api/users/:id': 'administrator',
  'PUT /api/users/:id/password': 'administrator',

  'GET /api/devices': 'signed-in',
  'POST /api/devices': 'administrator',
  'GET /api/devices/:id': 'device-owner',
  'PATCH /api/devices/:id': 'administrator',
  'DELETE /api/devices/:id': 'administrator',
  'PUT /api/devices/:id/owner': 'administrator',
  'DELETE /api/devices/:id/owner': 'administrator',
  'GET /api/devices/:id/consumption': 'device-owner',
  'GET /api/devices/:id/consumption/days': 'device-owner',
  'GET /api/devices/:id/history': 'administrator',

  'GET /api/alerts': 'signed-in',
  'POST /api/alerts/seen': 'signed-in',
  'GET /api/overview': 'administrator',

  'GET /api/live': 'signed-in', // A WebSocket: what is heard on it is decided frame by frame.
  'GET /api/asyncapi.json': 'anyone',

  // The gateway passes on nothing but /api: these are for whoever reaches the service itself.
  'GET /api/openapi.json': 'anyone',
  'GET /health/live': 'anyone',
  'GET /health/ready': 'anyone',
  'GET /metrics': 'anyone',
} as const satisfies Readonly<Record<string, Access>>;

/** A route as the table names it, such as `GET /api/devices/:id`. */
export type KnownRoute = keyof typeof ACCESS_TABLE;

/** When a command needs the password again: always, or where the body has a field. */
export type ProofRequirement = 'always' | { readonly field: string };

/**
 * The commands for which the password must have been given within the last minutes: a token alone must
 * not be enough to take over an account.
 */
export const PROOF_TABLE: Partial<Readonly<Record<KnownRoute, ProofRequirement>>> = {
  'PATCH /api/users/:id': { field: 'role' },
  'DELETE /api/users/:id': 'always',
  'PUT /api/users/:id/password': 'always',
};

/** When a route needs a fresh proof; `undefined`: never. */
export function proofFor(method: string, path: string): ProofRequirement | undefined {
  return PROOF_TABLE[`${method} ${path}` as KnownRoute];
}

/**
 * Who may use a route.
 *
 * @throws Error where the table doesn't say
 */
export function accessTo(method: string, path: string): Access {
  const route = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  if (Object.hasOwn(ACCESS_TABLE, route)) return ACCESS_TABLE[route as KnownRoute];
  throw new Error(`The access table does not say who may ${route}: add it there.`);
}
