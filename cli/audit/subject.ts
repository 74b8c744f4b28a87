import {
  CONVERSATION_STREAMS,
  type ConversationEvent,
  clientIdOf,
  conversationStream,
  DEVICE_STREAMS,
  type DeviceEvent,
  deviceIdOf,
  deviceStream,
  USER_STREAMS,
  type UserEvent,
  userIdOf,
  userStream,
} from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import {
  afterConversationEvent,
  afterDeviceEvent,
  afterUserEvent,
  type Conversation,
  type Device,
  type ProjectedRow,
  type ProjectedRows,
  type ReadModels,
  type User,
} from '@energy/read-models';

/** A kind of thing whose history is kept: how its events are found, and what they add up to. */
export interface Subject {
  readonly kind: 'device' | 'user' | 'conversation';
  /** What it is asked for by. */
  readonly knownBy: string;
  readonly streams: string;
  streamOf(id: string): string;
  idOf(stream: string): string;
  /** The state after one more event. */
  after(state: ProjectedRow | undefined, event: StoredEvent): ProjectedRow | undefined;
  /** Where the same state is kept for queries. */
  rows(readModels: ReadModels): ProjectedRows<ProjectedRow>;
}

export const DEVICE: Subject = {
  kind: 'device',
  knownBy: 'the id of the device',
  streams: DEVICE_STREAMS,
  streamOf: deviceStream,
  idOf: deviceIdOf,
  after: (state, event) =>
    afterDeviceEvent(state as Device | undefined, event as unknown as StoredEvent<DeviceEvent>),
  rows: ({ devices }) => devices,
};

export const USER: Subject = {
  kind: 'user',
  knownBy: 'the id of the user',
  streams: USER_STREAMS,
  streamOf: userStream,
  idOf: userIdOf,
  after: (state, event) =>
    afterUserEvent(state as User | undefined, event as unknown as StoredEvent<UserEvent>),
  rows: ({ users }) => users,
};

export const CONVERSATION: Subject = {
  kind: 'conversation',
  knownBy: 'the id of its client',
  streams: CONVERSATION_STREAMS,
  streamOf: conversationStream,
  idOf: clientIdOf,
  after: (state, event) =>
    afterConversationEvent(
      state as Conversation | undefined,
      event as unknown as StoredEvent<ConversationEvent>,
    ),
  rows: ({ conversations }) => conversations,
};

export const SUBJECTS = [DEVICE, USER, CONVERSATION];

/** What a stream is the history of; `undefined` where that is none of them. */
export function subjectOf(stream: string): Subject | undefined {
  return SUBJECTS.find(({ streams }) => stream.startsWith(streams));
}
