import type { User as Representation } from '@energy/http';
import type { User } from '@energy/read-models';

/** A user as the API shows it. */
export function representationOf({ deletedAt, ...user }: User): Representation {
  return deletedAt === undefined ? user : { ...user, deletedAt };
}
