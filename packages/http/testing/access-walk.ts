import {
  ACCESS_TABLE,
  type Access,
  type ProofRequirement,
  proofFor,
} from '../access/access-table.ts';

export interface TableRoute {
  /** As the table names it, such as `GET /api/devices/:id`. */
  readonly route: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly access: Access;
  /** When it needs a fresh proof. */
  readonly proof: ProofRequirement | undefined;
}

/** Every route of the access table, for the tests that send each one as every caller. */
export const TABLE_ROUTES: readonly TableRoute[] = Object.entries(ACCESS_TABLE).map(
  ([route, access]) => {
    const [method, path] = route.split(' ') as [TableRoute['method'], string];
    return { route, method, path, access, proof: proofFor(method, path) };
  },
);

/** The callers that the table distinguishes. */
export type CallerKind =
  | 'nobody' // Or with an invalid token.
  | 'one-time password'
  | 'owner'
  | 'former owner'
  | 'other client'
  | 'administrator'
  | 'administrator without a fresh proof';

/** A body that changes nothing: it lacks required fields, or names a user who does not exist. */
export function bodyFor({ method, proof }: TableRoute): object | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  return typeof proof === 'object' ? { [proof.field]: 'client' } : {};
}

/** The status by which the tables refuse a caller; `undefined` where they give access. */
export function refusalOf(
  { access, proof }: Pick<TableRoute, 'access' | 'proof'>,
  caller: CallerKind,
): 401 | 403 | 404 | undefined {
  if (access === 'anyone') return undefined;
  if (caller === 'nobody') return 401;
  if (access === 'one-time-password') return undefined;
  if (caller === 'one-time password') return 403;
  if (caller === 'administrator') return undefined;
  if (caller === 'administrator without a fresh proof') return proof ? 403 : undefined;
  if (access === 'administrator') return 403;
  // The id in the path is another user's.
  if (access === 'own-user') return 404;
  return access === 'device-owner' && caller === 'other client' ? 404 : undefined;
}
