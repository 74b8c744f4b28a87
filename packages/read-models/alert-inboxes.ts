import { type AlertInboxEvent, alertInboxUserOf } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Attributes } from './attributes.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** The alerts that a user has seen. */
export interface AlertInbox {
  /** The user's id. */
  readonly id: string;
  /** The user has seen every alert up to this number. */
  readonly through: number;
  /** The revision of the last event applied. */
  readonly revision: number;
}

export const ALERT_INBOX_ATTRIBUTES: Attributes<AlertInbox> = {
  id: 'text',
  through: 'integer',
  revision: 'integer',
};

/** The read model of seen alerts; a user without seen alerts has no inbox. */
export type AlertInboxesReadModel = ProjectedRows<AlertInbox>;

/** Applies an event to an inbox; returns the same inbox for an event that it contains already. */
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
