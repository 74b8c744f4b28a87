import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HourReading } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';
import type { HourEdit, IntervalEstimate, Verdict } from './reading-edits.ts';

const HOUR = Date.UTC(2026, 10, 22, 9);
const MINUTE_MS = 60_000;
const TEN_MINUTES_MS = 10 * MINUTE_MS;

/** Contract of decisions about readings on every engine. */
export function describeHourEdits(open: () => ReadModels): void {
  describe('decisions about readings', () => {
    let models: ReadModels;
    let deviceId: string;
    beforeEach(() => {
      models = open();
      deviceId = randomUUID();
    });

    const alerting = {
      ruleOf: () => ({ limit: 1_000, ownerId: undefined }),
      now: HOUR + 3 * 24 * 60 * MINUTE_MS,
      numbersAbove: 0,
    };
    const reading = (minute: number, energy: number, flags: Partial<HourReading> = {}) => ({
      deviceId,
      hour: HOUR,
      at: HOUR + minute * MINUTE_MS,
      energy,
      timeZone: 'UTC',
      ...flags,
    });
    const record = (...readings: HourReading[]) => models.consumption.record(readings);
    const verdict = (revision: number, minute: number, decided: Verdict): HourEdit => ({
      deviceId,
      hour: HOUR,
      revision,
      verdicts: new Map([[minute * MINUTE_MS, decided]]),
    });
    const estimate = (revision: number, minute: number, energy: number): HourEdit => ({
      deviceId,
      hour: HOUR,
      revision,
      estimates: new Map<number, IntervalEstimate>([
        [minute * MINUTE_MS, { length: TEN_MINUTES_MS, energy, isEndStamped: false }],
      ]),
    });
    const edit = (...edits: HourEdit[]) => models.consumption.edit(edits, { alerting });
    const state = async () => ({
      hours: await models.consumption.hours(deviceId, [HOUR]),
      marks: await models.consumption.marks(deviceId, [HOUR]),
    });

    it('count an accepted reading, and raise the alert of an hour of its age, once', async () => {
      const energy = 4_294_967_296_000_000;
      await record(reading(0, 100), reading(10, energy, { isSuspect: true }));
      const accepted = verdict(0, 10, { energy, counted: energy });
      const { changed, raised } = await edit(accepted);
      expect(changed).toMatchObject([{ deviceId, hour: HOUR, total: BigInt(energy) + 100n }]);
      expect(raised).toMatchObject([{ deviceId, hour: HOUR, late: true }]);
      expect(await state()).toEqual({
        hours: [{ hour: HOUR, total: BigInt(energy) + 100n, readings: 2 }],
        marks: [],
      });
      expect(await edit(accepted)).toMatchObject({ changed: [], raised: [] });
    });

    it('leave out a rejected reading, and count the replacement of one as estimated', async () => {
      await record(reading(0, 100), reading(10, 900));
      await edit(verdict(0, 10, { energy: 900, counted: undefined }));
      expect(await state()).toEqual({
        hours: [{ hour: HOUR, total: 100n, readings: 1 }],
        marks: [],
      });
      await edit(verdict(1, 10, { energy: 900, counted: 90 }));
      expect(await state()).toEqual({
        hours: [{ hour: HOUR, total: 190n, readings: 2 }],
        marks: [{ hour: HOUR, isEstimated: true, suspect: 0 }],
      });
    });

    it('have no effect on a reading that was corrected, and again where the correction is taken back', async () => {
      await record(reading(0, 500, { isSuspect: true }));
      await edit(verdict(0, 0, { energy: 500, counted: 500 }));
      await record(reading(0, 600, { isSuspect: true }));
      expect(await state()).toMatchObject({ hours: [], marks: [{ suspect: 1 }] });
      await record(reading(0, 500, { isSuspect: true }));
      expect(await state()).toMatchObject({ hours: [{ total: 500n }], marks: [] });
    });

    it('estimate an interval until a reading of it is recorded, whichever comes first', async () => {
      await record(reading(0, 100), reading(23, 7));
      await edit(estimate(0, 10, 40), estimate(1, 20, 50));
      expect(await state()).toMatchObject({
        hours: [{ total: 147n, readings: 3 }],
        marks: [{ isEstimated: true }],
      });
      await record(reading(13, 30));
      expect(await state()).toMatchObject({ hours: [{ total: 137n, readings: 3 }], marks: [] });
    });

    it('count for the interval that ends with the time stamp where a meter stamps the end', async () => {
      const estimates = new Map([
        [50 * MINUTE_MS, { length: TEN_MINUTES_MS, energy: 40, isEndStamped: true }],
      ]);
      await edit({ deviceId, hour: HOUR, revision: 0, estimates });
      expect(await state()).toMatchObject({ hours: [{ total: 40n, readings: 1 }] });
      await record(reading(60, 30));
      expect(await state()).toMatchObject({ hours: [{ total: 30n, readings: 1 }] });
    });

    it('are verified and rebuilt from the record', async () => {
      await record(reading(0, 9, { isSuspect: true }), reading(10, 5));
      await edit(verdict(0, 0, { energy: 9, counted: 9 }), estimate(1, 20, 3));
      const before = await state();
      expect((await models.consumption.review.next(undefined)).wrong).toEqual([]);
      await models.consumption.review.rebuildNext();
      expect(await state()).toEqual(before);
      const edits = [verdict(0, 0, { energy: 9, counted: 9 }), estimate(1, 20, 3)];
      await models.consumption.edit(edits, { replacesEarlier: true });
      expect(await state()).toEqual(before);
    });

    it('say what is recorded, whatever was decided', async () => {
      await record(reading(0, 9, { isSuspect: true }), reading(10, 5));
      await edit(verdict(0, 0, { energy: 9, counted: 9 }));
      await edit(verdict(1, 10, { energy: 5, counted: undefined }), estimate(2, 20, 3));
      const { scan } = models.consumption;
      const [group] = await scan.groups([deviceId]);
      expect(await scan.recorded(group!, [HOUR])).toMatchObject([
        [
          { at: HOUR, energy: 9, isSuspect: true, isRejected: false },
          { at: HOUR + TEN_MINUTES_MS, energy: 5, isSuspect: false, isRejected: true },
        ],
      ]);
      const [readings] = await scan.readings(group!, [HOUR]);
      expect(readings!.map(({ energy, quality }) => [energy, quality])).toEqual([
        [9, 'measured'],
        [3, 'estimated'],
      ]);
    });

    it('move their checkpoint, and apply nothing twice', async () => {
      expect(await models.consumption.editPosition()).toBeUndefined();
      await models.consumption.edit([estimate(0, 10, 40)], { position: '5' });
      await models.consumption.edit([estimate(0, 10, 90)], { position: '4' });
      expect(await models.consumption.editPosition()).toBe('5');
      expect(await state()).toMatchObject({ hours: [{ total: 40n }] });
    });

    it('give the same in any order among the readings, in any batches, repeated or not', async () => {
      const minute = fc.nat(5).map((tenth) => tenth * 10);
      const energy = fc.nat(3);
      const readings = fc.array(fc.tuple(minute, energy, fc.boolean()), { maxLength: 12 });
      const decided = fc.array(
        fc.oneof(
          fc.record({ minute, energy, counted: fc.option(fc.nat(9), { nil: undefined }) }),
          fc.record({ minute, estimated: fc.nat(9) }),
        ),
        { maxLength: 8 },
      );
      const order = fc.infiniteStream(fc.boolean());
      await fc.assert(
        fc.asyncProperty(readings, decided, order, async (given, decisions, isReadingNext) => {
          deviceId = randomUUID();
          const left = given.map(([at, value, isSuspect]) => reading(at, value, { isSuspect }));
          const all = [...left];
          const edits = decisions.map((each, revision) =>
            'estimated' in each
              ? estimate(revision, each.minute, each.estimated)
              : verdict(revision, each.minute, each),
          );
          const editsLeft = [...edits];
          while (left.length + editsLeft.length > 0) {
            const next = isReadingNext.next().value ? left.shift() : undefined;
            if (next) await record(next);
            else if (editsLeft.length > 0) await edit(editsLeft.shift()!);
            else await record(left.shift()!);
            if (isReadingNext.next().value) {
              await edit(...edits.slice(0, edits.length - editsLeft.length));
            }
          }
          expect((await state()).hours).toEqual(reference(all, decisions));
        }),
        { numRuns: 12 },
      );
    });
  });
}

type Decision =
  | { readonly minute: number; readonly energy: number; readonly counted: number | undefined }
  | { readonly minute: number; readonly estimated: number };

/** The last reading of each time counts as the last decision about it says; an estimate where no reading does. */
function reference(readings: readonly HourReading[], decisions: readonly Decision[]) {
  let total = 0;
  let count = 0;
  for (let minute = 0; minute < 60; minute += 10) {
    const ofMinute = decisions.filter((each) => each.minute === minute);
    const recorded = readings.findLast(({ at }) => at === HOUR + minute * MINUTE_MS);
    const decision = ofMinute.findLast((each) => 'energy' in each);
    const applies = decision && 'energy' in decision && decision.energy === recorded?.energy;
    const isRejected = applies && decision.counted === undefined;
    let counted = applies ? decision.counted : recorded?.energy;
    if (!applies && recorded?.isSuspect) counted = undefined;
    const estimated = ofMinute.findLast((each) => 'estimated' in each);
    if ((!recorded || isRejected) && estimated && 'estimated' in estimated) {
      counted = estimated.estimated;
    }
    if (counted === undefined) continue;
    total += counted;
    count += 1;
  }
  return count === 0 ? [] : [{ hour: HOUR, total: BigInt(total), readings: count }];
}
