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
  // The message is valid, but cannot be recorded.
  'device-unknown',
  'device-decommissioned',
  'hour-out-of-range',
] as const;

export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** Stands in for the reading of a message, or of an element of it, that cannot be read. */
export interface Unreadable {
  readonly reason: RejectionReason;
  /** What is wrong, as a sentence for an operator of less than 500 characters. */
  readonly detail: string;
}
