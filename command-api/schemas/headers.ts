import { type Static, Type } from 'typebox';

const idempotencyKey = Type.Optional(
  Type.String({
    title: 'a key of 1 to 255 printable ASCII characters',
    description:
      'Makes a repeated request the same command: it is done once, and answered alike. A key is known ' +
      'by the caller, the method and the address; with another body it is refused.',
    pattern: '^[!-~]{1,255}$',
    examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'],
  }),
);

const ifMatch = Type.Optional(
  Type.String({
    title: 'the `ETag` of a reply, such as "3", or *',
    description: 'The revision to change: where it is another one by now, nothing is (412).',
    pattern: '^(?:\\*|"(?:0|[1-9]\\d{0,14})")$',
    examples: ['"3"'],
  }),
);

/** Of a command that makes something new. */
export const CreatingHeaders = Type.Object({ 'idempotency-key': idempotencyKey });

/** Of a command that changes something. */
export const ChangingHeaders = Type.Object({
  'idempotency-key': idempotencyKey,
  'if-match': ifMatch,
});

export type CreatingHeaders = Static<typeof CreatingHeaders>;
export type ChangingHeaders = Static<typeof ChangingHeaders>;
