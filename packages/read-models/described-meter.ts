import { type LocalHours, localHours, type RegisterMeter } from '@energy/domain';
import { PermanentError } from '@energy/engines';
import type { HourEdit, IntervalEstimate, Verdict } from './reading-edits.ts';

/** How the readings of a device count, as its meter is described now. */
export interface DescribedMeter {
  readonly deviceId: string;
  readonly timeZone: string;
  /** Of the device's stream. */
  readonly revision: number;
  /** Present if it reads a register. */
  readonly register: RegisterMeter | undefined;
  /** Readings are stamped with the end of their interval. */
  readonly isEndStamped: boolean;
  /** The most energy of an interval, in µWh: above it, a value that was recorded as a register is suspect. */
  readonly maxIntervalEnergy: number;
  /** All decisions about the readings, in the order of their revisions. */
  readonly edits: readonly HourEdit[];
}

/** The hour that a reading of a device belongs to. */
export interface Placement {
  readonly timeZone: string;
  readonly reads: 'interval' | 'register';
  readonly isEndStamped: boolean;
}

/** The description of a meter changed after a recorder had placed readings by it: it must place them again. */
export class DescriptionsOutdated extends PermanentError {
  override readonly name = 'DescriptionsOutdated';
  /** To be passed with the readings that are placed by descriptions that are read from now on. */
  readonly change: number;

  constructor(change: number) {
    super('the descriptions of meters have changed');
    this.change = change;
  }
}

/** Decisions were applied that the description of a meter came without: they must be read again. */
export class DecisionsOutdated extends PermanentError {
  override readonly name = 'DecisionsOutdated';

  constructor(deviceId: string) {
    super(`decisions about the readings of ${deviceId} were made in the meantime`);
  }
}

export function placementOf({ timeZone, register, isEndStamped }: DescribedMeter): Placement {
  const reads = register ? 'register' : 'interval';
  return { timeZone, reads, isEndStamped: isEndStamped && !register };
}

/** The start of the hour that a reading of an instant belongs to. */
export function hourOfReading(at: number, { isEndStamped }: Placement, zone: LocalHours): number {
  return zone.startOf(isEndStamped ? at - 1 : at);
}

/**
 * Decisions in the hours in which they have an effect: their events state the hours that the readings belonged to when
 * they were decided about. Devices without a placement were never described otherwise.
 *
 * @returns one edit for each hour and revision
 */
export function placeEdits(
  edits: readonly HourEdit[],
  placements: ReadonlyMap<string, Placement>,
): readonly HourEdit[] {
  const placed = new Map<string, PlacedEdit>();
  for (const edit of edits) {
    const { deviceId, revision } = edit;
    const placement = placements.get(deviceId);
    for (const part of placement ? partsOf(edit, placement) : [edit]) {
      const key = `${part.hour} ${revision} ${deviceId}`;
      const others = placed.get(key);
      placed.set(key, {
        deviceId,
        hour: part.hour,
        revision,
        verdicts: new Map([...(others?.verdicts ?? []), ...(part.verdicts ?? [])]),
        estimates: new Map([...(others?.estimates ?? []), ...(part.estimates ?? [])]),
      });
    }
  }
  return [...placed.values()];
}

type PlacedEdit = HourEdit & Required<Pick<HourEdit, 'verdicts' | 'estimates'>>;
type EditPart = Pick<HourEdit, 'hour' | 'verdicts' | 'estimates'>;

function partsOf(
  { hour, verdicts = new Map(), estimates = new Map() }: HourEdit,
  placement: Placement,
): EditPart[] {
  const zone = localHours(placement.timeZone);
  const parts: EditPart[] = [{ hour }].filter(() => verdicts.size + estimates.size === 0);
  for (const [offset, verdict] of verdicts) {
    parts.push(placedVerdict(hour + offset, verdict, { placement, zone }));
  }
  // How the energy of a gap between registers is divided does not depend on stamps.
  if (placement.reads === 'register') {
    return estimates.size > 0 ? [...parts, { hour, estimates }] : parts;
  }
  for (const [start, estimate] of estimates) {
    parts.push(placedEstimate(hour + start, estimate, { placement, zone }));
  }
  return parts;
}

interface InZone {
  readonly placement: Placement;
  readonly zone: LocalHours;
}

function placedVerdict(at: number, verdict: Verdict, { placement, zone }: InZone): EditPart {
  const hour = hourOfReading(at, placement, zone);
  return { hour, verdicts: new Map([[at - hour, verdict]]) };
}

/** An estimate replaces a missing reading of its interval, and moves as that would. */
function placedEstimate(
  from: number,
  { length, energy, isEndStamped: wasEndStamped }: IntervalEstimate,
  { placement, zone }: InZone,
): EditPart {
  const at = wasEndStamped ? from + length : from;
  const { isEndStamped } = placement;
  const hour = hourOfReading(at, placement, zone);
  const start = isEndStamped ? Math.max(0, at - hour - length) : at - hour;
  const placed = isEndStamped ? at - hour - start : length;
  return { hour, estimates: new Map([[start, { length: placed, energy, isEndStamped }]]) };
}
