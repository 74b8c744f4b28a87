/** Why a message can never be recorded. The codes are stable: operators replay and purge by them. */
export const REJECTION_REASONS = [
  // The message itself can't be read.
  'not-utf8',
  'not-json',
  'not-an-object',
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

/** What a message that can't be read has instead of a reading. */
export interface Unreadable {
  readonly reason: RejectionReason;
  /** What is wrong, as a sentence for an operator; quotes at most a few dozen characters. */
  readonly detail: string;
}
