import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '@energy/credentials';
import { SignedIn } from '@energy/http';
import { type Static, Type } from 'typebox';

// In UTF-16 units, which are never fewer than characters.
const LONGEST_TEXT = 2 * MAX_PASSWORD_LENGTH;

const password = (description: string) =>
  Type.String({
    title: `a text of 1 to ${MAX_PASSWORD_LENGTH} characters`,
    description,
    minLength: 1,
    maxLength: LONGEST_TEXT,
    examples: ['a long and quiet winter evening'],
  });

const delivery = Type.Optional(
  Type.Unsafe<'cookies' | 'body'>({
    type: 'string',
    enum: ['cookies', 'body'],
    title: 'cookies or body',
    description:
      'How the tokens are given: as HttpOnly cookies (for browsers, and where nothing is said), or in ' +
      'the body (for programs, which send the access token as `Authorization: Bearer`).',
  }),
);

/** Name and password. */
export const Credentials = Type.Object(
  {
    name: Type.String({
      title: 'a text of 1 to 1000 characters',
      description: 'The user’s name.',
      minLength: 1,
      maxLength: 1_000,
      examples: ['Ada'],
    }),
    password: password('The user’s password.'),
    delivery,
  },
  { additionalProperties: false },
);

/** Programs give the refresh token here, browsers in its cookie. */
export const Refresh = Type.Unsafe<{ refreshToken?: string } | null>({
  type: ['object', 'null'],
  properties: {
    refreshToken: {
      type: 'string',
      title: 'a refresh token',
      description: 'What signing in or the last refresh gave in its body.',
      minLength: 1,
      maxLength: 200,
      examples: ['kWcJ0Yx3Qn5b'],
    },
  },
  additionalProperties: false,
});

/** A password that its user chooses. */
export const PasswordChange = Type.Object(
  {
    currentPassword: Type.Optional(
      password('The current password. A session that a one-time password began may leave it out.'),
    ),
    newPassword: password(
      `The new one: at least ${MIN_PASSWORD_LENGTH} characters, and not easy to guess. A refusal names ` +
        'its rule as `code`: `password-too-short`, `password-too-long`, `password-malformed`, ' +
        '`password-common`, `password-is-name` or `password-unchanged`.',
    ),
    delivery,
  },
  { additionalProperties: false },
);

/** A password that is given again. */
export const PasswordProof = Type.Object(
  { password: password('The user’s password.') },
  { additionalProperties: false },
);

/** Until when the password need not be given again. */
export const Proof = Type.Object(
  {
    expiresAt: Type.String({
      format: 'date-time',
      description: 'Until when the password need not be given again (ISO 8601, UTC).',
      examples: ['2026-11-22T13:05:00.000Z'],
    }),
  },
  { $id: 'Proof', description: 'That the password was given again.' },
);

const token = (description: string) =>
  Type.Optional(Type.String({ description, examples: ['eyJhbGciOiJFZERTQSJ9.e30.c2ln'] }));

/** What signing in gives. */
export const Session = Type.Object(
  {
    ...SignedIn.properties,
    expiresAt: Type.String({
      format: 'date-time',
      description: 'When the access token expires (ISO 8601, UTC); refresh it before that.',
      examples: ['2026-11-22T13:10:00.000Z'],
    }),
    accessToken: token('To be sent as `Authorization: Bearer`; only where `delivery` is body.'),
    refreshToken: token('To be exchanged once for new tokens; only where `delivery` is body.'),
  },
  { $id: 'Session', description: 'A session.' },
);

export type Credentials = Static<typeof Credentials>;
export type Delivery = NonNullable<Credentials['delivery']>;
export type Refresh = Static<typeof Refresh>;
export type PasswordChange = Static<typeof PasswordChange>;
export type PasswordProof = Static<typeof PasswordProof>;
export type Proof = Static<typeof Proof>;
export type Session = Static<typeof Session>;
