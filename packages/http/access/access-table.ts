/**
 * The users who may use a route:
 * - `anyone`: without signing in;
 * - `one-time-password`: every signed-in user, even with a one-time password that must still be changed;
 * - `signed-in`: every signed-in user; a client sees its own data;
 * - `administrator`: administrators;
 * - `device-owner`: administrators, and the clients who own or once owned the device whose id is in the
 *   path; a client sees the data of its own time. Any other client gets 404;
 * - `own-user`: administrators, and the client whose id is in the path. Any other client gets 404.
 */
export type Access =
  | 'anyone'
  | 'one-time-password'
  | 'signed-in'
  | 'administrator'
  | 'device-owner'
  | 'own-user';

/**
 * The access rule of every route of every API of the platform. An API with a route that is missing here does not
 * start. HEAD has the rule of GET.
 */
export const ACCESS_TABLE = {
  'POST /api/session': 'anyone',
  'POST /api/session/refresh': 'anyone', // Checks the refresh token.
  'DELETE /api/session': 'anyone', // Ends the session of the tokens in the request, if any.
  'GET /api/session': 'one-time-password',
  'PUT /api/session/password': 'one-time-password',
  'POST /api/session/proof': 'signed-in',
  'GET /api/sessions': 'signed-in', // The caller's own.
  'DELETE /api/sessions/:id': 'signed-in', // The same; another user's is not found.

  'GET /api/users': 'administrator',
  'POST /api/users': 'administrator',
  'GET /api/users/:id': 'administrator',
  'PATCH /api/users/:id': 'administrator',
  'DELETE /api/users/:id': 'administrator',
  'PUT /api/users/:id/password': 'administrator',

  'GET /api/users/:id/budget': 'own-user',
  'PUT /api/users/:id/budget': 'own-user',
  'DELETE /api/users/:id/budget': 'own-user',

  'GET /api/sign-ins': 'administrator',

  'GET /api/devices': 'signed-in',
  'POST /api/devices': 'administrator',
  'GET /api/devices/:id': 'device-owner',
  'PATCH /api/devices/:id': 'administrator',
  'POST /api/devices/:id/meter-replacements': 'administrator',
  'DELETE /api/devices/:id': 'administrator',
  'PUT /api/devices/:id/owner': 'administrator',
  'DELETE /api/devices/:id/owner': 'administrator',
  'GET /api/devices/:id/consumption': 'device-owner',
  'GET /api/devices/:id/consumption/days': 'device-owner',
  'GET /api/devices/:id/consumption/export': 'device-owner',
  'GET /api/devices/:id/history': 'administrator',
  'GET /api/devices/:id/gaps': 'administrator',
  'GET /api/gaps': 'administrator',
  'POST /api/devices/:id/reading-reviews': 'administrator',
  'POST /api/devices/:id/gap-estimates': 'administrator',
  'GET /api/device-states': 'administrator',
  'GET /api/device-totals': 'administrator',
  'GET /api/consumption': 'signed-in',
  'GET /api/devices/:id/statement': 'device-owner',
  'GET /api/devices/:id/statement/pdf': 'device-owner',
  'GET /api/devices/:id/forecast': 'device-owner',
  'PUT /api/devices/:id/tariff': 'administrator',

  'GET /api/tariffs': 'administrator',
  'POST /api/tariffs': 'administrator',
  'GET /api/tariffs/:id': 'administrator',
  'DELETE /api/tariffs/:id': 'administrator',
  'PUT /api/tariffs/:id/versions/:validFrom': 'administrator',
  'PUT /api/tariffs/:id/devices': 'administrator',

  'GET /api/consumption/today': 'signed-in',
  'GET /api/forecast': 'signed-in',
  'GET /api/consumption/export': 'signed-in',

  'GET /api/alerts': 'signed-in',
  'POST /api/alerts/seen': 'signed-in',
  'GET /api/overview': 'administrator',

  'GET /api/live': 'signed-in', // A WebSocket: access is checked for each frame.
  'GET /api/asyncapi.json': 'anyone',

  // The gateway forwards only /api: these are for callers within the network.
  'GET /api/openapi.json': 'anyone',
  'GET /health/live': 'anyone',
  'GET /health/ready': 'anyone',
  'GET /metrics': 'anyone',
} as const satisfies Readonly<Record<string, Access>>;

/** A route as the table names it, such as `GET /api/devices/:id`. */
export type KnownRoute = keyof typeof ACCESS_TABLE;

/** Requires a fresh proof of the password: always, or where the body has a field. */
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

/** The proof that a route requires; `undefined` for none. */
export function proofFor(method: string, path: string): ProofRequirement | undefined {
  return PROOF_TABLE[`${method} ${path}` as KnownRoute];
}

/**
 * Looks up the access rule of a route.
 *
 * @throws Error where the table does not have it
 */
export function accessTo(method: string, path: string): Access {
  const route = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  if (Object.hasOwn(ACCESS_TABLE, route)) return ACCESS_TABLE[route as KnownRoute];
  throw new Error(`The access table has no rule for ${route}: add it there.`);
}
