import { describe, expect, it } from 'vitest';
import { estimateByProfile, estimateLinearly } from './gap-estimation.ts';
import {
  type ReadingCommand,
  type ReadingDecisionEvent,
  readingDecider,
} from './reading-decisions.ts';

const HOUR = Date.parse('2026-11-22T12:00:00Z');
const AT = HOUR + 600_000;
const data = {
  at: '2026-11-22T12:10:00.000Z',
  hour: '2026-11-22T12:00:00.000Z',
  energy: 4_294_967.296,
  reason: 'Seen on site',
};
const recorded = { at: AT, energy: 4_294_967_296_000_000, isSuspect: true };

function decide(
  type: 'AcceptReading' | 'RejectReading' | 'ReplaceReading',
  changes: Partial<Exclude<ReadingCommand, { type: 'EstimateGap' }>['data']> = {},
  given: readonly ReadingDecisionEvent[] = [],
) {
  const state = given.reduce(readingDecider.evolve, readingDecider.initialState);
  const { energy, reason } = data;
  const command = { at: AT, hour: HOUR, energy, reason, recorded, ...changes };
  return readingDecider.decide({ type, data: command }, state);
}
const refusal = (rule: string) => expect.objectContaining({ rule });

describe('a decision about a reading', () => {
  it('accepts, rejects or replaces the recorded one', () => {
    expect(decide('AcceptReading')).toEqual([{ type: 'ReadingAccepted', data }]);
    expect(decide('RejectReading')).toEqual([{ type: 'ReadingRejected', data }]);
    expect(decide('ReplaceReading', { replacement: 1.5 })).toEqual([
      { type: 'ReadingReplaced', data: { ...data, replacement: 1.5 } },
    ]);
  });

  it('that was made already changes nothing, and another one follows it', () => {
    const accepted = { type: 'ReadingAccepted', data } as const;
    const rejected = { type: 'ReadingRejected', data } as const;
    expect(decide('AcceptReading', {}, [accepted])).toEqual([]);
    expect(decide('RejectReading', {}, [rejected])).toEqual([]);
    expect(decide('AcceptReading', {}, [rejected])).toEqual([accepted]);
    expect(decide('RejectReading', {}, [rejected, accepted])).toEqual([rejected]);
  });

  it('is refused of a reading that is not recorded, or has been corrected', () => {
    expect(() => decide('AcceptReading', { recorded: undefined })).toThrow(
      refusal('reading-not-found'),
    );
    expect(() => decide('RejectReading', { recorded: { ...recorded, energy: 1 } })).toThrow(
      refusal('reading-corrected'),
    );
  });

  it('is refused where a reading that counts is accepted', () => {
    const measured = { ...recorded, isSuspect: false };
    expect(() => decide('AcceptReading', { recorded: measured })).toThrow(
      refusal('reading-not-suspect'),
    );
    expect(decide('RejectReading', { recorded: measured })).toHaveLength(1);
  });

  it('is refused without a reason, or with an impossible replacement', () => {
    expect(() => decide('AcceptReading', { reason: ' ' })).toThrow(
      expect.objectContaining({ field: 'reason' }),
    );
    for (const replacement of [undefined, -1, Number.NaN, 1e10]) {
      const changes = replacement === undefined ? {} : { replacement };
      expect(() => decide('ReplaceReading', changes)).toThrow(refusal('invalid-energy'));
    }
  });
});

describe('the estimate of a gap', () => {
  const minutes = (...offsets: number[]) => offsets.map((minute) => HOUR + minute * 60_000);
  const gap = (readAt: readonly number[] = [], stampedAt: 'start' | 'end' = 'start') => ({
    hours: [{ start: HOUR, end: HOUR + 3_600_000, readAt }],
    intervalMinutes: 15,
    stampedAt,
  });
  const energies = (hours: ReturnType<typeof estimateLinearly>) => hours[0]!.energies;

  it('lies on a line between the readings before and after it', () => {
    const around = { before: 100_000_000, after: 200_000_000 };
    expect(energies(estimateLinearly(gap(), around))).toEqual([0.12, 0.14, 0.16, 0.18]);
    expect(energies(estimateLinearly(gap(minutes(0, 15)), around))).toEqual([
      null,
      null,
      0.133333333,
      0.166666666,
    ]);
  });

  it('takes the mean of the same hour in the weeks before, to the microwatt-hour', () => {
    const [hour] = estimateByProfile(gap(), [[1_000_000_001n, 2_000_000_000n]]);
    const sum = hour!.energies.reduce((total, each) => total! + Math.round(each! * 1e9), 0);
    expect(sum).toBe(1_500_000_000);
    expect(hour!.energies[0]).toBe(0.375);
  });

  it('leaves out an interval whose reading is stamped with its end', () => {
    const around = { before: 0, after: 0 };
    expect(energies(estimateLinearly(gap(minutes(15), 'end'), around))[0]).toBeNull();
    expect(energies(estimateLinearly(gap(minutes(60), 'end'), around))[3]).toBeNull();
    expect(energies(estimateLinearly(gap(minutes(16)), around))[1]).toBeNull();
  });

  it('is refused over measured hours, and where there is nothing to estimate by', () => {
    const around = { before: 1, after: 1 };
    expect(() => estimateLinearly(gap(minutes(0, 15, 30, 45)), around)).toThrow(
      refusal('hours-measured'),
    );
    expect(() => estimateLinearly(gap(), { before: 1 })).toThrow(refusal('estimate-impossible'));
    expect(() => estimateByProfile(gap(), [[]])).toThrow(refusal('estimate-impossible'));
  });
});
