import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '@energy/credentials';
import { SignedIn } from '@energy/http';
import { type Static, Type } from 'typebox';

// In UTF-16 units, which are never fewer than characters.
const MAX_TEXT_LENGTH = 2 * MAX_PASSWORD_LENGTH;

const password = (description: string) =>
  Type.String({
    title: `a text of 1 to ${MAX_PASSWORD_LENGTH} characters`,
    description,
    minLength: 1,
    maxLength: MAX_TEXT_LENGTH,
    examples: ['a long and quiet winter evening'],
  });

const delivery = Type.Optional(
  Type.Unsafe<'cookies' | 'body'>({
    type: 'string',
    enum: ['cookies', 'body'],
    title: 'cookies or body',
    description:
      'The delivery of the tokens: as HttpOnly cookies (for browsers, the default), or in the body (for ' +
      'programs, which send the access token as `Authorization: Bearer`).',
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

/** Programs send the refresh token here, browsers in its cookie. */
export const Refresh = Type.Unsafe<{ refreshToken?: string } | null>({
  type: ['object', 'null'],
  properties: {
    refreshToken: {
      type: 'string',
      title: 'a refresh token',
      description: 'The refresh token from the body of the sign-in or the last refresh.',
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
      password(
        'The current password. It may be absent in a session that a one-time password started.',
      ),
    ),
    newPassword: password(
      `The new password: at least ${MIN_PASSWORD_LENGTH} characters, and not easy to guess. A refusal has ` +
        'the rule as its `code`: `password-too-short`, `password-too-long`, `password-malformed`, ' +
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

/** The expiry of a proof. */
export const Proof = Type.Object(
  {
    expiresAt: Type.String({
      format: 'date-time',
      description: 'The time until which the password is not required again (ISO 8601, UTC).',
      examples: ['2026-11-22T13:05:00.000Z'],
    }),
  },
  { $id: 'Proof', description: 'A fresh proof of the password.' },
);

const token = (description: string) =>
  Type.Optional(Type.String({ description, examples: ['eyJhbGciOiJFZERTQSJ9.e30.c2ln'] }));

/** The reply to signing in. */
export const Session = Type.Object(
  {
    ...SignedIn.properties,
    expiresAt: Type.String({
      format: 'date-time',
      description: 'The expiry of the access token (ISO 8601, UTC); refresh it before.',
      examples: ['2026-11-22T13:10:00.000Z'],
    }),
    accessToken: token('The token for `Authorization: Bearer`; only where `delivery` is body.'),
    refreshToken: token(
      'The token to exchange once for new tokens; only where `delivery` is body.',
    ),
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
