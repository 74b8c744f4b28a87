import { role } from '@energy/http';
import { type Static, Type } from 'typebox';

const name = Type.String({
  title: 'one line of 1 to 100 characters',
  description:
    'What the user signs in with: one line of 1 to 100 characters of one script, none of them invisible, ' +
    'unique whatever its case.',
  minLength: 1,
  examples: ['Ada'],
});

/** Request body for registering a user. */
export const UserRegistration = Type.Object({ name, role }, { additionalProperties: false });

/** Request body for changing a user: at least one attribute. */
export const UserChanges = Type.Object(
  { name: Type.Optional(name), role: Type.Optional(role) },
  { additionalProperties: false, minProperties: 1 },
);

/** A password for one sign-in. */
export const OneTimePassword = Type.Object(
  {
    oneTimePassword: Type.String({
      description: 'Shown once and stored nowhere. It works for one sign-in.',
      examples: ['k7m2p-x9q4r-hd3wn-8tz6c'],
    }),
    expiresAt: Type.String({
      format: 'date-time',
      description: 'Until when it can be used (ISO 8601, UTC).',
      examples: ['2026-11-25T13:00:00.000Z'],
    }),
  },
  { $id: 'OneTimePassword', description: 'A password for one sign-in.' },
);

export type UserRegistration = Static<typeof UserRegistration>;
export type UserChanges = Static<typeof UserChanges>;
export type OneTimePassword = Static<typeof OneTimePassword>;
