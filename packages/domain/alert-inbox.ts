import { type Decider, RuleViolation } from './decider.ts';

/**
 * Stream `alerts-<user id>`: what one person has seen of the alerts that are addressed to them.
 * `through`: they have seen every alert up to this number.
 */
export type AlertInboxEvent = {
  readonly type: 'AlertsSeen';
  readonly data: { readonly through: number };
};

export interface AlertInboxState {
  /** 0 while nothing has been seen. */
  readonly through: number;
}

export type AlertInboxCommand = {
  readonly type: 'MarkAlertsSeen';
  readonly data: { readonly through: number };
};

export const alertInboxDecider: Decider<AlertInboxCommand, AlertInboxEvent, AlertInboxState> = {
  initialState: { through: 0 },
  decide,
  evolve,
};

/** What the names of all streams of alert inboxes begin with. */
export const ALERT_INBOX_STREAMS = 'alerts-';
export const alertInboxStream = (userId: string): string => ALERT_INBOX_STREAMS + userId;
export const alertInboxUserOf = (stream: string): string =>
  stream.slice(ALERT_INBOX_STREAMS.length);

/** The mark only moves forward: what was seen stays seen. */
function decide(
  { data: { through } }: AlertInboxCommand,
  state: AlertInboxState,
): readonly AlertInboxEvent[] {
  if (!Number.isSafeInteger(through) || through <= 0) {
    throw new RuleViolation(
      'invalid-alert-number',
      `What has been seen is said by the number of an alert, a whole number from 1 on, not ${through}.`,
      'through',
    );
  }
  return through > state.through ? [{ type: 'AlertsSeen', data: { through } }] : [];
}

function evolve(_state: AlertInboxState, { data }: AlertInboxEvent): AlertInboxState {
  return { through: data.through };
}
