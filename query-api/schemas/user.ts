import type { User } from '@energy/http';
import { type Static, Type } from 'typebox';
import { next } from './page.ts';

/** One page of the users. */
export const UserPage = Type.Object(
  { users: Type.Array(Type.Unsafe<User>(Type.Ref('User#'))), next },
  { $id: 'UserPage', description: 'A page of the users who were not deleted.' },
);

export type UserPage = Static<typeof UserPage>;
