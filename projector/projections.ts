import {
  ALERT_INBOX_STREAMS,
  type AlertInboxEvent,
  alertInboxUserOf,
  CONVERSATION_STREAMS,
  type ConversationEvent,
  clientIdOf,
  DEVICE_STREAMS,
  type DeviceEvent,
  deviceIdOf,
  USER_STREAMS,
  type UserEvent,
  userIdOf,
} from '@energy/domain';
import type { Position } from '@energy/event-store';
import {
  type AlertInbox,
  afterAlertInboxEvent,
  afterConversationEvent,
  afterDeviceEvent,
  afterUserEvent,
  type Conversation,
  type Device,
  type ReadModels,
  type User,
} from '@energy/read-models';
import { type AnyProjection, Projection } from './projection.ts';

/** Who is told of rows that have come to stand in the read models; see {@link Projection}. */
export interface Interested {
  readonly inDevices: (device: Device) => void;
  readonly inAlertInboxes: (inbox: AlertInbox, position: Position) => void;
}

type Projected = Pick<ReadModels, 'devices' | 'users' | 'conversations' | 'alertInboxes'>;

/** All that is projected from events; first those of the most events, which are looked at one after the other. */
export function projectionsOf(
  { devices, users, conversations, alertInboxes }: Projected,
  interested: Interested,
): readonly AnyProjection[] {
  return [
    new Projection<Device, DeviceEvent>({
      streams: DEVICE_STREAMS,
      idOf: deviceIdOf,
      after: afterDeviceEvent,
      rows: devices,
      onStored: interested.inDevices,
    }),
    new Projection<User, UserEvent>({
      streams: USER_STREAMS,
      idOf: userIdOf,
      after: afterUserEvent,
      rows: users,
    }),
    new Projection<Conversation, ConversationEvent>({
      streams: CONVERSATION_STREAMS,
      idOf: clientIdOf,
      after: afterConversationEvent,
      rows: conversations,
    }),
    new Projection<AlertInbox, AlertInboxEvent>({
      streams: ALERT_INBOX_STREAMS,
      idOf: alertInboxUserOf,
      after: afterAlertInboxEvent,
      rows: alertInboxes,
      onStored: interested.inAlertInboxes,
    }),
  ];
}
