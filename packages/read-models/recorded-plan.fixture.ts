import { createHash } from 'node:crypto';
import type { RegisterMeter } from '@energy/domain';
import type { Alerting } from './alerts.ts';
import type { HourReading } from './hourly-consumption.ts';
import type { HourEdit } from './reading-edits.ts';

export const RECORDERS = 3;
const BATCHES = 12;
const BATCH_SIZE = 40;
const EDITS_OF_A_BATCH = 4;
const DEVICES = 3;
const HOURS = 4;
const HOUR_MS = 3_600_000;
const FIRST_HOUR = Date.UTC(2026, 10, 22, 10);

/** Identifies the batches of one of several recorders. */
export interface Plan {
  readonly seed: number;
  readonly recorder: number;
  /** The readings are those of registers. */
  readonly isOfRegisters?: boolean;
}

const REGISTER: RegisterMeter = { interval: 600_000, turn: 10 ** 12 };

/**
 * Generates the batches of a recorder, always the same ones. All recorders have readings of the same hours.
 * Most readings are shared and identical; the others belong to one recorder, whose last value counts.
 */
export function batchesOf({ seed, recorder, isOfRegisters = false }: Plan): HourReading[][] {
  return Array.from({ length: BATCHES }, (_, batch) =>
    Array.from({ length: BATCH_SIZE }, (_unused, index) => {
      const next = numbersFrom(`${seed} ${recorder} ${batch} ${index}`);
      const deviceId = deviceIdOf(seed, next(DEVICES));
      const hour = FIRST_HOUR + next(HOURS) * HOUR_MS;
      const isOwn = next(3) === 0;
      // Shared readings are at even minutes; each recorder's own are at different seconds of odd minutes.
      const at = hour + next(30) * 120_000 + (isOwn ? 60_000 + recorder * 1_000 : 0);
      const version = isOwn ? `${recorder} ${batch} ${index}` : '';
      const energy = energyOf(`${seed} ${deviceId} ${at} ${version}`);
      const reading = { deviceId, hour, at, energy, timeZone: 'UTC' };
      return isOfRegisters ? { ...reading, register: REGISTER } : reading;
    }),
  );
}

/** Decisions about registers, which every recorder applies in this order: those after a batch. */
export function editsAfter(seed: number, batch: number): HourEdit[] {
  return Array.from({ length: EDITS_OF_A_BATCH }, (_, index) => {
    const revision = batch * EDITS_OF_A_BATCH + index;
    const next = numbersFrom(`edit ${seed} ${revision}`);
    const deviceId = deviceIdOf(seed, next(DEVICES));
    const hour = FIRST_HOUR + next(HOURS) * HOUR_MS;
    const edit = { deviceId, hour, revision };
    const interval = next(6) * REGISTER.interval;
    if (next(3) === 0) {
      const estimate = { length: REGISTER.interval, energy: next(10 ** 9), isEndStamped: false };
      return { ...edit, estimates: new Map([[interval, estimate]]) };
    }
    const offset = next(30) * 120_000;
    const energy = energyOf(`${seed} ${deviceId} ${hour + offset} `);
    const counted = [undefined, energy, next(10 ** 12)][next(3)];
    return { ...edit, verdicts: new Map([[offset, { energy, counted }]]) };
  });
}

/** Decisions after all batches. */
export function allEdits(seed: number): HourEdit[] {
  return Array.from({ length: BATCHES }, (_, batch) => editsAfter(seed, batch)).flat();
}

/** Limits that some hours of some devices exceed once enough of them is recorded. */
export function alertingOf(seed: number): Alerting {
  const limits = new Map(
    Array.from({ length: DEVICES }, (_, device) => [deviceIdOf(seed, device), 10 ** (12 + device)]),
  );
  return {
    ruleOf: (deviceId) => ({ limit: limits.get(deviceId)!, ownerId: deviceId }),
    now: FIRST_HOUR + HOURS * HOUR_MS,
  };
}

export const HOUR_STARTS = Array.from({ length: HOURS }, (_, hour) => FIRST_HOUR + hour * HOUR_MS);

export function deviceIdsOf(seed: number): string[] {
  return Array.from({ length: DEVICES }, (_, device) => deviceIdOf(seed, device));
}

function deviceIdOf(seed: number, device: number): string {
  return `device-${seed}-${device}`;
}

/** Derives an energy from a text: from 0 up to the largest safe integer. */
function energyOf(what: string): number {
  const next = numbersFrom(what);
  return next(10 ** next(16)) + (next(20) === 0 ? Number.MAX_SAFE_INTEGER - 10 ** 15 : 0);
}

/** Generates whole numbers below any bound, derived from a text. */
function numbersFrom(text: string): (bound: number) => number {
  let round = 0;
  return (bound) => {
    const digest = createHash('md5').update(`${text} ${round++}`).digest();
    return digest.readUIntBE(0, 6) % bound;
  };
}
