import type { ProjectedRow } from '@energy/read-models';
import {
  CONVERSATIONS,
  DEVICES,
  type ProjectionDefinition,
  USERS,
} from '@energy/read-models/projection';

/** A kind of thing whose history is kept: how its events are found, and what they add up to. */
export interface Subject extends ProjectionDefinition<ProjectedRow> {
  readonly kind: 'device' | 'user' | 'conversation';
  /** What it is asked for by. */
  readonly knownBy: string;
}

export const DEVICE: Subject = {
  ...(DEVICES as ProjectionDefinition),
  kind: 'device',
  knownBy: "the device's id or description",
};
export const USER: Subject = {
  ...(USERS as ProjectionDefinition),
  kind: 'user',
  knownBy: "the user's name or id",
};
export const CONVERSATION: Subject = {
  ...(CONVERSATIONS as ProjectionDefinition),
  kind: 'conversation',
  knownBy: "the client's name or id",
};

export const SUBJECTS = [DEVICE, USER, CONVERSATION];

/** What a stream is the history of; `undefined` where that is none of them. */
export function subjectOf(stream: string): Subject | undefined {
  return SUBJECTS.find(({ streams }) => stream.startsWith(streams));
}
