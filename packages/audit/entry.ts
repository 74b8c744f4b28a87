import { isDeepStrictEqual } from 'node:util';
import { meterDescription } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Device, ProjectedRow } from '@energy/read-models';

/** A field with different values in two states. */
export interface Difference {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** An event, the changes that it made, and the state after it. */
export interface Entry {
  readonly event: StoredEvent;
  readonly changes: readonly Difference[];
  /** `undefined` where the stream has no projection. */
  readonly state: ProjectedRow | undefined;
}

export function entryOf(
  event: StoredEvent,
  before: ProjectedRow | undefined,
  after: ProjectedRow | undefined,
): Entry {
  const changes = differences(
    before && describedState(before, { withDefaults: true }),
    after && describedState(after, { withDefaults: before !== undefined }),
  ).filter(({ field }) => !/^(id|revision)$/.test(field));
  return { event, changes, state: after };
}

/** A decision about readings: what was decided, without the estimate of each interval. */
export function decisionEntry(event: StoredEvent): Entry {
  const { hours: _, ...decision } = event.data as { readonly hours?: unknown };
  return { event, changes: differences(undefined, decision), state: undefined };
}

/**
 * A state without the fields that repeat the times of its events. The attributes of a device's meter that have their
 * defaults are left out, unless they are asked for.
 */
export function describedState(
  state: ProjectedRow,
  { withDefaults = false }: { readonly withDefaults?: boolean } = {},
): ProjectedRow {
  if (!('ownerships' in state)) return state;
  const device = state as ProjectedRow & Partial<Device>;
  const { ownerships: _, registeredAt: _at, meter = {}, ...described } = device;
  return { ...described, ...(withDefaults ? meterDescription(meter) : meter) };
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
  const before = new Map(fieldsOf(from ?? {}));
  const after = new Map(fieldsOf(to ?? {}));
  const fields = new Set([...before.keys(), ...after.keys()]);
  return Array.from(fields, (field) => ({
    field,
    from: before.get(field),
    to: after.get(field),
  })).filter((difference) => !isDeepStrictEqual(difference.from, difference.to));
}
