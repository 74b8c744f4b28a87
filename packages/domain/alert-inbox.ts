import { type Decider, RuleViolation } from './decider.ts';

/**
 * Stream `alerts-<user id>`: which alerts one user has seen, up to the number `through`. `newest` is the
 * number of the newest alert at that time; events without it may name alerts that did not exist.
 */
export type AlertInboxEvent = {
  readonly type: 'AlertsSeen';
  readonly data: { readonly through: number; readonly newest?: number };
};

export interface AlertInboxState {
  /** 0 before the first alert is seen. */
  readonly through: number;
  /** `through` was limited to the newest alert of its time. */
  readonly isLimited: boolean;
}

export type AlertInboxCommand = {
  readonly type: 'MarkAlertsSeen';
  /** `newest`: the number of the newest alert; 0 without alerts. */
  readonly data: { readonly through: number; readonly newest: number };
};

export const alertInboxDecider: Decider<AlertInboxCommand, AlertInboxEvent, AlertInboxState> = {
  initialState: { through: 0, isLimited: true },
  decide,
  evolve,
};

/** The prefix of all alert inbox streams. */
export const ALERT_INBOX_STREAMS = 'alerts-';
export const alertInboxStream = (userId: string): string => ALERT_INBOX_STREAMS + userId;
export const alertInboxUserOf = (stream: string): string =>
  stream.slice(ALERT_INBOX_STREAMS.length);

/** The mark only moves forward, at most to the newest alert. */
function decide(
  { data: { through, newest } }: AlertInboxCommand,
  state: AlertInboxState,
): readonly AlertInboxEvent[] {
  if (!Number.isSafeInteger(through) || through <= 0) {
    throw new RuleViolation(
      'invalid-alert-number',
      `The number of an alert is a whole number from 1, not ${through}.`,
      'through',
    );
  }
  const mark = Math.min(through, newest);
  const seen = state.isLimited ? state.through : seenThrough(state.through, newest);
  return mark > seen ? [{ type: 'AlertsSeen', data: { through: mark, newest } }] : [];
}

function evolve(_state: AlertInboxState, { data }: AlertInboxEvent): AlertInboxState {
  return { through: data.through, isLimited: data.newest !== undefined };
}

/** The number through which alerts are seen; a mark beyond the newest alert does not count. */
export function seenThrough(through: number, newest: number): number {
  return through > newest ? 0 : through;
}
