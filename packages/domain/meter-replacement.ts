import { RuleViolation } from './decider.ts';
import { type DeviceMeter, type MeterReplacement, meterDescription } from './meter.ts';
import { readLine } from './readable-text.ts';
import { registerEnergy } from './register-meter.ts';

export interface ReplacementCommand extends MeterReplacement {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** The last recorded register before the replacement, in µWh. */
  readonly registerBefore?: number | undefined;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
/** Earlier readings are rejected, too. */
const FIRST_INSTANT = Date.UTC(2005, 0, 1);
const MAX_REASON_LENGTH = 500;

/**
 * Validates the replacement of a meter.
 *
 * @returns the replacement as it is stored
 * @throws RuleViolation for one that is invalid, or contradicts what is recorded
 */
export function readReplacement(
  meter: DeviceMeter,
  { now, registerBefore, ...given }: ReplacementCommand,
): MeterReplacement {
  if (meterDescription(meter).reads !== 'register') {
    throw new RuleViolation(
      'meter-reads-intervals',
      'The meter sends the energy of intervals, which a replacement does not interrupt: nothing needs to be noted.',
    );
  }
  const at = readInstant(given.replacedAt, now);
  const { replacements = [] } = meter;
  const replacement = {
    replacedAt: new Date(at).toISOString(),
    finalReading: given.finalReading,
    firstReading: given.firstReading,
    reason: readLine('reason', given.reason, MAX_REASON_LENGTH),
  };
  const final = readRegister('finalReading', given.finalReading, meter);
  const first = readRegister('firstReading', given.firstReading, meter);
  const { replacedAt } = replacement;
  if (replacements.some((other) => other.replacedAt === replacedAt)) {
    throw new RuleViolation(
      'meter-replaced-already',
      `The meter was replaced at ${replacedAt} already.`,
      'replacedAt',
    );
  }
  const before = replacements.findLast((other) => other.replacedAt < replacedAt);
  const after = replacements.find((other) => other.replacedAt > replacedAt);
  const last = registerBefore ?? (before && registerEnergy(before.firstReading, meter));
  if (last !== undefined && final < last) {
    throw new RuleViolation(
      'final-reading-too-low',
      'The final reading is below the last register that is recorded before it.',
      'finalReading',
    );
  }
  if (after && first > registerEnergy(after.finalReading, meter)!) {
    throw new RuleViolation(
      'first-reading-too-high',
      `The first reading is above the final one of this meter, which was replaced at ${after.replacedAt}.`,
      'firstReading',
    );
  }
  return replacement;
}

/** Adds a replacement in the order of time. */
export function withReplacement(meter: DeviceMeter, replacement: MeterReplacement): DeviceMeter {
  const replacements = [...(meter.replacements ?? []), replacement];
  replacements.sort((one, other) => (one.replacedAt < other.replacedAt ? -1 : 1));
  return { ...meter, replacements };
}

/** Parses the instant of a replacement; `undefined` for one at which no meter can have been replaced. */
export function replacementInstant(text: string, now: number): number | undefined {
  const at = parseInstant(text);
  return at >= FIRST_INSTANT && at <= now ? at : undefined;
}

function readInstant(text: string, now: number): number {
  const at = replacementInstant(text, now);
  if (at !== undefined) return at;
  throw new RuleViolation(
    'invalid-replaced-at',
    Number.isNaN(parseInstant(text))
      ? `${JSON.stringify(text.slice(0, 50))} is no instant; one looks like 2026-11-22T09:25:00Z.`
      : 'A meter is replaced between 2005 and the present, and noted afterwards.',
    'replacedAt',
  );
}

function parseInstant(text: string): number {
  return INSTANT.test(text) ? Date.parse(text) : Number.NaN;
}

function readRegister(field: string, value: number, meter: DeviceMeter): number {
  const energy = registerEnergy(value, meter);
  if (energy !== undefined) return energy;
  throw new RuleViolation(
    `invalid-${field === 'finalReading' ? 'final' : 'first'}-reading`,
    `A register is a number from 0 to what is 9,007,199 kWh, not ${value}.`,
    field,
  );
}
