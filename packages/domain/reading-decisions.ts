import { type Decider, RuleViolation } from './decider.ts';
import { kilowattHours, type MicrowattHours, microwattHours } from './energy.ts';
import { readLine } from './readable-text.ts';

/**
 * Stream `readings-<device id>`: what people decided about the readings of a device. Instants in ISO 8601 (UTC), energies
 * in kWh. A decision is about the reading of an instant with an energy: it has no effect on another value that was, or
 * will be, recorded of the same instant.
 */
export type ReadingDecisionEvent =
  | { readonly type: 'ReadingAccepted'; readonly data: DecidedReading }
  | { readonly type: 'ReadingRejected'; readonly data: DecidedReading }
  | {
      readonly type: 'ReadingReplaced';
      readonly data: DecidedReading & { readonly replacement: number };
    }
  | { readonly type: 'GapEstimated'; readonly data: GapEstimate };

export interface DecidedReading {
  readonly at: string;
  /** The start of the hour that the reading belongs to. */
  readonly hour: string;
  readonly energy: number;
  readonly reason: string;
}

export const ESTIMATION_METHODS = ['linear', 'profile'] as const;
export type EstimationMethod = (typeof ESTIMATION_METHODS)[number];

export interface GapEstimate {
  readonly from: string;
  readonly to: string;
  readonly method: EstimationMethod;
  readonly reason: string;
  /** The estimates of each interval of the hours, in order; null for one that has a reading. */
  readonly hours: readonly {
    readonly start: string;
    readonly energies: readonly (number | null)[];
  }[];
  readonly intervalMinutes: number;
  /** Which end of its interval a reading names. */
  readonly stampedAt: 'start' | 'end';
}

/** A reading as it is recorded. */
export interface RecordedReading {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly energy: MicrowattHours;
  readonly isSuspect: boolean;
}

export type ReadingCommand =
  | {
      readonly type: 'AcceptReading' | 'RejectReading' | 'ReplaceReading';
      readonly data: {
        /** Milliseconds since 1970, UTC. */
        readonly at: number;
        readonly hour: number;
        /** The energy that was reviewed, in kWh. */
        readonly energy: number;
        /** In kWh; of a replacement only. */
        readonly replacement?: number;
        readonly reason: string;
        readonly recorded: RecordedReading | undefined;
      };
    }
  | { readonly type: 'EstimateGap'; readonly data: GapEstimate };

/** The last decision about each instant. */
export interface ReadingDecisions {
  readonly byInstant: ReadonlyMap<string, ReadingDecisionEvent>;
}

export const readingDecider: Decider<ReadingCommand, ReadingDecisionEvent, ReadingDecisions> = {
  initialState: { byInstant: new Map() },
  decide,
  evolve({ byInstant }, event) {
    if (event.type === 'GapEstimated') return { byInstant };
    return { byInstant: new Map(byInstant).set(event.data.at, event) };
  },
};

/** The prefix of all streams of decisions about readings. */
export const READING_STREAMS = 'readings-';
export const readingStream = (deviceId: string): string => READING_STREAMS + deviceId;
export const readingDeviceOf = (stream: string): string => stream.slice(READING_STREAMS.length);

const MAX_REASON_LENGTH = 500;

function decide(
  command: ReadingCommand,
  { byInstant }: ReadingDecisions,
): readonly ReadingDecisionEvent[] {
  const reason = readLine('reason', command.data.reason, MAX_REASON_LENGTH);
  if (command.type === 'EstimateGap') {
    return [{ type: 'GapEstimated', data: { ...command.data, reason } }];
  }
  const { at, hour, energy, replacement, recorded } = command.data;
  const reviewed = expectRecorded(recorded, at, energy);
  const data = {
    at: new Date(at).toISOString(),
    hour: new Date(hour).toISOString(),
    energy,
    reason,
  };
  const last = byInstant.get(data.at);
  const current = last && 'energy' in last.data && last.data.energy === energy ? last : undefined;
  if (command.type === 'RejectReading') {
    return current?.type === 'ReadingRejected' ? [] : [{ type: 'ReadingRejected', data }];
  }
  if (command.type === 'ReplaceReading') {
    const value = readEnergy('replacement', replacement);
    const isSame = current?.type === 'ReadingReplaced' && current.data.replacement === value;
    return isSame ? [] : [{ type: 'ReadingReplaced', data: { ...data, replacement: value } }];
  }
  if (current?.type === 'ReadingAccepted') return [];
  if (!current && !reviewed.isSuspect) {
    throw new RuleViolation(
      'reading-not-suspect',
      `The reading of ${data.at} is counted already: only a suspect one is accepted.`,
    );
  }
  return [{ type: 'ReadingAccepted', data }];
}

/** Refuses a review of a reading that does not exist, or was corrected since. */
function expectRecorded(
  recorded: RecordedReading | undefined,
  at: number,
  energy: number,
): RecordedReading {
  const instant = new Date(at).toISOString();
  if (!recorded) {
    throw new RuleViolation('reading-not-found', `No reading of ${instant} is recorded.`, 'at');
  }
  if (isEnergy(recorded.energy, energy)) return recorded;
  throw new RuleViolation(
    'reading-corrected',
    `The reading of ${instant} has been corrected: it is ${kilowattHours(recorded.energy)} kWh now, not ${energy} kWh.`,
    'energy',
  );
}

/** The energy in µWh is what kWh say, as doubles hold them. */
export function isEnergy(energy: MicrowattHours, kWh: number): boolean {
  return kilowattHours(energy) === kWh;
}

function readEnergy(field: string, kWh: number | undefined): number {
  if (kWh !== undefined && microwattHours(kWh) !== undefined) return kWh;
  throw new RuleViolation(
    'invalid-energy',
    `The energy must be from 0 to 9,007,199 kWh, not ${kWh}.`,
    field,
  );
}
