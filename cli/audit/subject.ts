import type { ProjectedRow } from '@energy/read-models';
import { DEVICES, type ProjectionDefinition, USERS } from '@energy/read-models/projection';

/** A kind of thing whose history is kept: how its events are found, and what they add up to. */
export interface Subject extends ProjectionDefinition<ProjectedRow> {
  readonly kind: 'device' | 'user';
}

export const DEVICE: Subject = { ...(DEVICES as ProjectionDefinition), kind: 'device' };
export const USER: Subject = { ...(USERS as ProjectionDefinition), kind: 'user' };

/** What a stream is the history of; `undefined` where that is neither a device nor a user. */
export function subjectOf(stream: string): Subject | undefined {
  return [DEVICE, USER].find(({ streams }) => stream.startsWith(streams));
}
