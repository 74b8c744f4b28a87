import { type Static, Type } from 'typebox';

const idempotencyKey = Type.Optional(
  Type.String({
    title: 'a key of 1 to 255 printable ASCII characters',
    description:
      'Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs ' +
      'to caller, method and path; with another body it is refused.',
    pattern: '^[!-~]{1,255}$',
    examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'],
  }),
);

const ifMatch = Type.Optional(
  Type.String({
    title: 'the `ETag` of a reply, such as "3", or *',
    description: 'The revision to change. At any other revision, nothing changes (412).',
    pattern: '^(?:\\*|"(?:0|[1-9]\\d{0,14})")$',
    examples: ['"3"'],
  }),
);

/** The headers of a command that creates a resource. */
export const CreatingHeaders = Type.Object({ 'idempotency-key': idempotencyKey });

/** The headers of a command that changes a resource. */
export const ChangingHeaders = Type.Object({
  'idempotency-key': idempotencyKey,
  'if-match': ifMatch,
});

export type CreatingHeaders = Static<typeof CreatingHeaders>;
export type ChangingHeaders = Static<typeof ChangingHeaders>;
