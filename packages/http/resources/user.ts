import { type Static, Type } from 'typebox';
import type { Role } from '../access/token.ts';

export const role = Type.Unsafe<Role>({
  type: 'string',
  enum: ['administrator', 'client'],
  title: 'administrator or client',
  description: 'Administrators manage users and devices; clients own devices.',
  examples: ['client'],
});

export const userId = Type.String({
  format: 'uuid',
  description: 'The user’s id.',
  examples: ['0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50'],
});

/** A user account. */
export const User = Type.Object(
  {
    id: userId,
    name: Type.String({ description: 'What the user signs in with.', examples: ['Ada'] }),
    role,
    revision: Type.Integer({
      minimum: 0,
      description: 'Grows by one with every change to the account.',
      examples: [0],
    }),
    registeredAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'When it was registered (ISO 8601, UTC); with every user that is asked for.',
        examples: ['2026-11-22T13:00:00.000Z'],
      }),
    ),
    deletedAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'When it was deleted (ISO 8601, UTC); absent while it is in use.',
        examples: ['2026-11-22T13:00:00.000Z'],
      }),
    ),
  },
  { $id: 'User', description: 'A user account.' },
);

export type User = Static<typeof User>;
