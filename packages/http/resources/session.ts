import { type Static, Type } from 'typebox';
import { role, userId } from './user.ts';

export const SignedIn = Type.Object(
  {
    user: Type.Object({
      id: userId,
      name: Type.String({ description: 'What the user is called.', examples: ['Ada'] }),
      role,
    }),
    mustChangePassword: Type.Boolean({
      description:
        'Whether the password is a one-time one: then nothing is allowed but to change it, by ' +
        'PUT /api/session/password.',
      examples: [false],
    }),
  },
  { $id: 'SignedIn', description: 'Who is signed in.' },
);

export type SignedIn = Static<typeof SignedIn>;
