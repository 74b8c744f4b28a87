import { READING_STREAMS, type ReadingDecisionEvent } from '@energy/domain';
import type { EventStore, Position, StoredEvent } from '@energy/event-store';
import { isSameEdits, NO_EDITS, withEdits } from '../hour-edits.ts';
import { type EditedHour, hourKey } from '../hour-review.ts';
import type { HourlyConsumption } from '../hourly-consumption.ts';
import type { HourEdit, HourEdits } from '../reading-edits.ts';
import { toHourEdits } from './reading-decisions.ts';

/** An hour that holds other decisions and estimates than its events say. */
export interface WrongEdits {
  readonly deviceId: string;
  /** Start of the hour: milliseconds since 1970, UTC. */
  readonly hour: number;
  /** `undefined` for none. */
  readonly stored: HourEdits | undefined;
  readonly computed: HourEdits | undefined;
}

export interface ReviewedEdits {
  /** Number of hours about which something was decided. */
  readonly hours: number;
  /** In the order of time. */
  readonly wrong: readonly WrongEdits[];
}

export interface StoredEdits {
  /** What the review of the hours found. */
  readonly edited: readonly EditedHour[];
  /** Checkpoint of the decisions before that review: those up to it must be there. */
  readonly through: Position | undefined;
  /** Start of the record after that review. */
  readonly recordStart: number | undefined;
}

/** Decisions about an hour, in the order of their revisions. */
interface HourDecisions {
  readonly deviceId: string;
  readonly hour: number;
  readonly decisions: { readonly edit: HourEdit; readonly position: Position }[];
}

/**
 * Compares the decisions and estimates that hours hold with their events. Decisions may be made and applied in the
 * meantime: an hour must hold those up to the checkpoint, and beyond it those up to its own revision.
 */
export async function reviewEdits(
  store: Pick<EventStore, 'readAll'>,
  consumption: Pick<HourlyConsumption, 'placed'>,
  { edited, through = '', recordStart = Number.NEGATIVE_INFINITY }: StoredEdits,
): Promise<ReviewedEdits> {
  const decided = await readDecisions(store, consumption);
  const stored = new Map(edited.map((each) => [hourKey(each.deviceId, each.hour), each]));
  let hours = 0;
  const wrong: WrongEdits[] = [];
  for (const key of [...new Set([...decided.keys(), ...stored.keys()])].sort()) {
    const { deviceId, hour } = (decided.get(key) ?? stored.get(key))!;
    if (hour < recordStart) continue;
    hours += 1;
    const held = stored.get(key)?.edits;
    const revision = held?.revision ?? -1;
    const due = (decided.get(key)?.decisions ?? []).filter(
      ({ edit, position }) => edit.revision <= revision || position <= through,
    );
    const after = withEdits(
      NO_EDITS,
      due.map(({ edit }) => edit),
    );
    const computed = after === NO_EDITS ? undefined : after;
    if (!isSameEdits(held, computed)) wrong.push({ deviceId, hour, stored: held, computed });
  }
  return { hours, wrong };
}

/**
 * Applies the decisions of all events again; for a rebuild of the hours. Decisions that are applied in the meantime stay.
 *
 * @param edited hours that hold decisions: those without an event lose them
 * @returns the number of hours
 */
export async function editHoursAgain(
  store: Pick<EventStore, 'readAll'>,
  consumption: Pick<HourlyConsumption, 'edit' | 'placed'>,
  edited: readonly Pick<EditedHour, 'deviceId' | 'hour'>[],
): Promise<number> {
  const decided = await readDecisions(store, consumption);
  let after: Position | undefined;
  let changed = 0;
  for (const { decisions } of decided.values()) {
    const edits = decisions.map(({ edit }) => edit);
    changed += (await consumption.edit(edits, { replacesEarlier: true })).changed.length;
    const { position } = decisions.at(-1)!;
    if (after === undefined || position > after) after = position;
  }
  const undecided = edited
    .filter(({ deviceId, hour }) => !decided.has(hourKey(deviceId, hour)))
    .map(({ deviceId, hour }) => ({ deviceId, hour, revision: NO_EDITS.revision }));
  changed += (await consumption.edit(undecided, { replacesEarlier: true })).changed.length;
  // A projector may have applied these before their hour was edited again.
  for (const { decisions } of (await readDecisions(store, consumption, after)).values()) {
    await consumption.edit(decisions.map(({ edit }) => edit));
  }
  return changed;
}

/** Reads the decisions about each hour, by its key. */
async function readDecisions(
  store: Pick<EventStore, 'readAll'>,
  consumption: Pick<HourlyConsumption, 'placed'>,
  after?: Position,
): Promise<ReadonlyMap<string, HourDecisions>> {
  const byHour = new Map<string, HourDecisions>();
  for await (const event of store.readAll({ after, prefixes: [READING_STREAMS] })) {
    const { position } = event;
    const edits = toHourEdits(event as StoredEvent<ReadingDecisionEvent>);
    for (const edit of await consumption.placed(edits)) {
      const { deviceId, hour } = edit;
      const key = hourKey(deviceId, hour);
      const known = byHour.get(key);
      if (known) known.decisions.push({ edit, position });
      else byHour.set(key, { deviceId, hour, decisions: [{ edit, position }] });
    }
  }
  return byHour;
}
