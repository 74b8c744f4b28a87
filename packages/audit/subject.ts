import {
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
  afterDeviceEvent,
  afterUserEvent,
  type Device,
  type ProjectedRow,
  type ProjectedRows,
  type ReadModels,
  type User,
} from '@energy/read-models';

/** A kind of thing whose history is kept: how its events are found, and what they add up to. */
export interface Subject {
  readonly kind: 'device' | 'user';
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
  streams: DEVICE_STREAMS,
  streamOf: deviceStream,
  idOf: deviceIdOf,
  after: (state, event) =>
    afterDeviceEvent(state as Device | undefined, event as unknown as StoredEvent<DeviceEvent>),
  rows: ({ devices }) => devices,
};

export const USER: Subject = {
  kind: 'user',
  streams: USER_STREAMS,
  streamOf: userStream,
  idOf: userIdOf,
  after: (state, event) =>
    afterUserEvent(state as User | undefined, event as unknown as StoredEvent<UserEvent>),
  rows: ({ users }) => users,
};

/** What a stream is the history of; `undefined` where that is neither a device nor a user. */
export function subjectOf(stream: string): Subject | undefined {
  return [DEVICE, USER].find(({ streams }) => stream.startsWith(streams));
}
