import { isDeepStrictEqual } from 'node:util';
import type { StoredEvent } from '@energy/event-store';
import type { Device, ProjectedRow } from '@energy/read-models';

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
  const changes = differences(
    before && describedState(before),
    after && describedState(after),
  ).filter(({ field }) => !/^(id|revision)$/.test(field));
  return { event, changes, state: after };
}

/** A state without the fields that only repeat when its events were recorded. */
export function describedState(state: ProjectedRow): ProjectedRow {
  if (!('ownerships' in state)) return state;
  const { ownerships: _ownerships, registeredAt: _registeredAt, ...described } = state as Device;
  return described;
}

/** The fields of a state; those of an object in it as `object.field`. */
export function fieldsOf(state: object): [field: string, value: unknown][] {
  return Object.entries(state).flatMap(([field, value]) =>
    typeof value === 'object' && value !== null
      ? fieldsOf(value).map(([inner, of]): [string, unknown] => [`${field}.${inner}`, of])
      : [[field, value]],
  );
}

/** The fields in which two states differ. */
export function differences(from: object | undefined, to: object | undefined): Difference[] {
  const [old, young] = [new Map(fieldsOf(from ?? {})), new Map(fieldsOf(to ?? {}))];
  const fields = new Set([...old.keys(), ...young.keys()]);
  return Array.from(fields, (field) => ({
    field,
    from: old.get(field),
    to: young.get(field),
  })).filter((difference) => !isDeepStrictEqual(difference.from, difference.to));
}
