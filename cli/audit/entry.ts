import { isDeepStrictEqual } from 'node:util';
import type { StoredEvent } from '@energy/event-store';
import type { ProjectedRow } from '@energy/read-models';

/** A field that has another value in one state than in the other. */
export interface Difference {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** One thing that happened: the event, what it changed, and the state that it led to. */
export interface Entry {
  readonly event: StoredEvent;
  readonly changes: readonly Difference[];
  /** `undefined` where nobody keeps what the stream's events add up to. */
  readonly state: ProjectedRow | undefined;
}

/** An event as it changed one state into another. */
export function entryOf(
  event: StoredEvent,
  before: ProjectedRow | undefined,
  after: ProjectedRow | undefined,
): Entry {
  const changes = differences(before, after).filter(({ field }) => !/^(id|revision)$/.test(field));
  return { event, changes, state: after };
}

/** The fields in which two states differ. */
export function differences(from: object | undefined, to: object | undefined): Difference[] {
  const [old, young] = [new Map(Object.entries(from ?? {})), new Map(Object.entries(to ?? {}))];
  const fields = new Set([...old.keys(), ...young.keys()]);
  return Array.from(fields, (field) => ({
    field,
    from: old.get(field),
    to: young.get(field),
  })).filter((difference) => !isDeepStrictEqual(difference.from, difference.to));
}
