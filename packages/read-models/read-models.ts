import type { Position } from '@energy/event-store';
import type { AlertInboxesReadModel } from './alert-inboxes.ts';
import type { AlertsReadModel } from './alerts.ts';
import type { ConversationsReadModel } from './conversations.ts';
import type { DevicesReadModel } from './devices.ts';
import type { HourlyConsumption } from './hourly-consumption.ts';
import type { LastReadings } from './last-readings.ts';
import type { UsersReadModel } from './users.ts';

/** What anyone looks at: built by the projector, read by query-api and chat-grpc. */
export interface ReadModels {
  readonly users: UsersReadModel;
  readonly devices: DevicesReadModel;
  readonly consumption: HourlyConsumption;
  readonly lastReadings: LastReadings;
  readonly alerts: AlertsReadModel;
  readonly alertInboxes: AlertInboxesReadModel;
  readonly conversations: ConversationsReadModel;
  /** How far all projections of events have come; `undefined` while one is at the beginning. */
  position(): Promise<Position | undefined>;
  close(): Promise<void>;
}
