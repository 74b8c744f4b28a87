import {
  ALERT_INBOX_STREAMS,
  type AlertInboxEvent,
  alertInboxStream,
  alertInboxUserOf,
  BUDGET_STREAMS,
  type BudgetEvent,
  budgetClientOf,
  budgetStream,
  CONVERSATION_STREAMS,
  type ConversationEvent,
  clientIdOf,
  conversationStream,
  DEVICE_STREAMS,
  type DeviceEvent,
  deviceIdOf,
  deviceStream,
  TARIFF_STREAMS,
  type TariffEvent,
  tariffIdOf,
  tariffStream,
  USER_STREAMS,
  type UserEvent,
  userIdOf,
  userStream,
} from '@energy/domain';
import type { DomainEvent, StoredEvent } from '@energy/event-store';
import { type AlertInbox, evolveAlertInbox } from '../alert-inboxes.ts';
import { type ClientBudget, evolveBudget } from '../budgets.ts';
import { type Conversation, evolveConversation } from '../conversations.ts';
import { type Device, evolveDevice } from '../devices.ts';
import type { ProjectedRow, ProjectedRows } from '../projected-rows.ts';
import type { ReadModels } from '../read-models.ts';
import { evolveTariff, type Tariff } from '../tariffs.ts';
import { evolveUser, type User } from '../users.ts';

/** A projection: folds each stream of one kind into a row. */
export interface ProjectionDefinition<
  Row extends ProjectedRow = ProjectedRow,
  Event extends DomainEvent = DomainEvent,
> {
  /** Its name for operators. */
  readonly name: string;
  /** The prefix of its streams. */
  readonly streams: string;
  streamOf(id: string): string;
  idOf(stream: string): string;
  /** Applies an event to a row; returns the same row for an event that it contains already. */
  evolve(row: Row | undefined, event: StoredEvent<Event>): Row | undefined;
  rows(models: ProjectedModels): ProjectedRows<Row>;
}

/** The read models that are projected from events. */
export type ProjectedModels = Pick<
  ReadModels,
  'devices' | 'users' | 'alertInboxes' | 'conversations' | 'tariffs' | 'budgets'
>;

export const DEVICES: ProjectionDefinition<Device, DeviceEvent> = {
  name: 'devices',
  streams: DEVICE_STREAMS,
  streamOf: deviceStream,
  idOf: deviceIdOf,
  evolve: evolveDevice,
  rows: ({ devices }) => devices,
};

export const USERS: ProjectionDefinition<User, UserEvent> = {
  name: 'users',
  streams: USER_STREAMS,
  streamOf: userStream,
  idOf: userIdOf,
  evolve: evolveUser,
  rows: ({ users }) => users,
};

export const ALERT_INBOXES: ProjectionDefinition<AlertInbox, AlertInboxEvent> = {
  name: 'alert-inboxes',
  streams: ALERT_INBOX_STREAMS,
  streamOf: alertInboxStream,
  idOf: alertInboxUserOf,
  evolve: evolveAlertInbox,
  rows: ({ alertInboxes }) => alertInboxes,
};

export const CONVERSATIONS: ProjectionDefinition<Conversation, ConversationEvent> = {
  name: 'conversations',
  streams: CONVERSATION_STREAMS,
  streamOf: conversationStream,
  idOf: clientIdOf,
  evolve: evolveConversation,
  rows: ({ conversations }) => conversations,
};

export const TARIFFS: ProjectionDefinition<Tariff, TariffEvent> = {
  name: 'tariffs',
  streams: TARIFF_STREAMS,
  streamOf: tariffStream,
  idOf: tariffIdOf,
  evolve: evolveTariff,
  rows: ({ tariffs }) => tariffs,
};

export const BUDGETS: ProjectionDefinition<ClientBudget, BudgetEvent> = {
  name: 'budgets',
  streams: BUDGET_STREAMS,
  streamOf: budgetStream,
  idOf: budgetClientOf,
  evolve: evolveBudget,
  rows: ({ budgets }) => budgets,
};

/** All projections, those with the most events first. */
export const PROJECTIONS: readonly ProjectionDefinition[] = [
  DEVICES,
  USERS,
  CONVERSATIONS,
  ALERT_INBOXES,
  TARIFFS,
  BUDGETS,
];
