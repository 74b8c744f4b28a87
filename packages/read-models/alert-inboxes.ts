import { type AlertInboxEvent, alertInboxUserOf } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Attributes } from './attributes.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** What one person has seen of the alerts that are addressed to them. */
export interface AlertInbox {
  /** The id of the user. */
  readonly id: string;
  /** They have seen every alert up to this number. */
  readonly through: number;
  /** The revision of the last event applied. */
  readonly revision: number;
}

/** How an inbox is stored. */
export const ALERT_INBOX_ATTRIBUTES: Attributes<AlertInbox> = {
  id: 'text',
  through: 'integer',
  revision: 'integer',
};

/** Who has seen what; nobody has an inbox before they have seen something. */
export type AlertInboxesReadModel = ProjectedRows<AlertInbox>;

/** An inbox after one more of its events; unchanged where that event was applied before. */
export function evolveAlertInbox(
  inbox: AlertInbox | undefined,
  event: StoredEvent<AlertInboxEvent>,
): AlertInbox | undefined {
  const { stream, revision } = event;
  if (inbox && revision <= inbox.revision) return inbox;
  switch (event.type) {
    case 'AlertsSeen':
      return { id: alertInboxUserOf(stream), through: event.data.through, revision };
    default:
      event.type satisfies never;
      return inbox;
  }
}
