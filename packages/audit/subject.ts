import type { ProjectedRow } from '@energy/read-models';
import {
  CONVERSATIONS,
  DEVICES,
  type ProjectionDefinition,
  TARIFFS,
  USERS,
} from '@energy/read-models/projection';

/** A kind of aggregate with a history, and the projection of its events. */
export interface Subject extends ProjectionDefinition<ProjectedRow> {
  readonly kind: 'device' | 'user' | 'conversation' | 'tariff';
  /** The ways to identify one, for help texts. */
  readonly knownBy: string;
}

export const DEVICE: Subject = {
  ...DEVICES,
  kind: 'device',
  knownBy: "the device's id or description",
};
export const USER: Subject = {
  ...USERS,
  kind: 'user',
  knownBy: "the user's name or id",
};
export const CONVERSATION: Subject = {
  ...CONVERSATIONS,
  kind: 'conversation',
  knownBy: "the client's name or id",
};

export const TARIFF: Subject = {
  ...TARIFFS,
  kind: 'tariff',
  knownBy: "the tariff's name or id",
};

export const SUBJECTS = [DEVICE, USER, CONVERSATION, TARIFF];

/** The subject of a stream; `undefined` for other streams. */
export function subjectOf(stream: string): Subject | undefined {
  return SUBJECTS.find(({ streams }) => stream.startsWith(streams));
}
