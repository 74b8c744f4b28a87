/** Why a message can never be recorded. The codes are stable: operators replay and purge by them. */
export const REJECTION_REASONS = [
  // The message itself cannot be read.
  'message-too-large',
  'compression-malformed',
  'not-utf8',
  'not-json',
  'not-an-object',
  'key-repeated',
  'device-id-missing',
  'device-id-malformed',
  'timestamp-missing',
  'timestamp-malformed',
  'timestamp-out-of-range',
  'value-missing',
  'value-malformed',
  'value-not-finite',
  'value-negative',
  'value-too-large',
  'unit-malformed',
  'quality-malformed',
  'reads-malformed',
  // The message is valid, but cannot be recorded.
  'device-unknown',
  'device-decommissioned',
  'before-installation',
  'unit-mismatch',
  'reads-mismatch',
  'hour-out-of-range',
  'reading-dropped',
] as const;

export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** The result for a message, or an element of it, that has no readable reading. */
export interface Unreadable {
  readonly reason: RejectionReason;
  /** The problem, as a sentence for an operator of less than 500 characters. */
  readonly detail: string;
}
