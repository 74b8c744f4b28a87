import type { User } from '@energy/http';
import { type Static, Type } from 'typebox';
import { next } from './page.ts';

export const UserPage = Type.Object(
  { users: Type.Array(Type.Unsafe<User>(Type.Ref('User#'))), next },
  { $id: 'UserPage', description: 'A page of the users, without deleted ones.' },
);

export type UserPage = Static<typeof UserPage>;
