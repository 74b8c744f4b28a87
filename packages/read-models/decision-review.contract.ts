import { randomUUID } from 'node:crypto';
import {
  kilowattHours,
  type ReadingDecisionEvent,
  type RegisterMeter,
  readingStream,
} from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EditedHour, HourKey } from './hour-review.ts';
import type { HourReading } from './hourly-consumption.ts';
import { editHoursAgain, reviewEdits, toHourEdits } from './projection/index.ts';
import type { ReadModels } from './read-models.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 22, 9);
const KWH = 1_000_000_000;
const REGISTER: RegisterMeter = { interval: 600_000 };

/** Contract of comparing decisions with their events, on every engine. */
export function describeDecisionReview(open: () => ReadModels): void {
  describe('decisions that are compared with their events', () => {
    let models: ReadModels;
    let deviceId: string;
    let events: StoredEvent[];
    beforeEach(() => {
      models = open();
      deviceId = randomUUID();
      events = [];
    });

    const store = {
      async *readAll({ after = '' }: { readonly after?: string | undefined } = {}) {
        yield* events.filter(({ position }) => position > after);
      },
    };

    function happened(event: ReadingDecisionEvent): StoredEvent<ReadingDecisionEvent> {
      const number = events.length;
      const metadata = { actor: 'ada', correlationId: 'c', causationId: 'c', schemaVersion: 1 };
      const stored = {
        ...event,
        id: randomUUID(),
        stream: readingStream(deviceId),
        revision: number,
        position: String(number).padStart(16, '0'),
        recordedAt: new Date(START).toISOString(),
        metadata,
      } as StoredEvent<ReadingDecisionEvent>;
      events.push(stored);
      return stored;
    }

    const apply = (event: StoredEvent<ReadingDecisionEvent>) =>
      models.consumption.edit(toHourEdits(event), { position: event.position });
    const at = (minute: number) => new Date(START + minute * 60_000).toISOString();
    const rejected = (minute: number, energy: number) =>
      happened({
        type: 'ReadingRejected',
        data: {
          at: at(minute),
          hour: new Date(Math.floor(Date.parse(at(minute)) / HOUR_MS) * HOUR_MS).toISOString(),
          energy,
          reason: 'Maintenance',
        },
      });
    const estimated = (hour: number, energy: number) =>
      happened({
        type: 'GapEstimated',
        data: {
          from: at(hour * 60),
          to: at(hour * 60 + 60),
          method: 'linear',
          intervalMinutes: 10,
          stampedAt: 'start',
          hours: [{ start: at(hour * 60), energies: [null, energy, energy, null, null, null] }],
          reason: 'An outage',
        },
      });
    const record = (values: Record<number, number>, register?: RegisterMeter) =>
      models.consumption.record(
        Object.entries(values).map(([minute, kWh]): HourReading => {
          const instant = START + Number(minute) * 60_000;
          const hour = Math.floor(instant / HOUR_MS) * HOUR_MS;
          return { deviceId, hour, at: instant, energy: kWh * KWH, timeZone: 'UTC', register };
        }),
      );

    async function editedHours(): Promise<EditedHour[]> {
      const edited: EditedHour[] = [];
      let after: HourKey | undefined;
      do {
        const reviewed = await models.consumption.review.next(after);
        edited.push(...reviewed.edited.filter((each) => each.deviceId === deviceId));
        after = reviewed.end;
      } while (after !== undefined);
      return edited;
    }

    async function review() {
      const through = await models.consumption.editPosition();
      const edited = await editedHours();
      const recordStart = await models.consumption.recordStart();
      return reviewEdits(store, models.consumption, { edited, through, recordStart });
    }

    const rebuild = async () => editHoursAgain(store, models.consumption, await editedHours());
    const starts = [0, 1, 2, 3].map((hour) => START + hour * HOUR_MS);
    const state = async () => [
      await models.consumption.hours(deviceId, starts),
      await models.consumption.marks(deviceId, starts),
    ];
    /** Forgets what was decided about an hour, as no projector does. */
    const lose = (hour: number) =>
      models.consumption.edit([{ deviceId, hour, revision: -1 }], { replacesEarlier: true });

    for (const [kind, register, values] of [
      ['readings', undefined, { 0: 0.5, 10: 0.25, 70: 0.5, 120: 0.125 }],
      ['registers', REGISTER, { 0: 1, 10: 1.5, 20: 1.75, 70: 3, 130: 4, 140: 4.25 }],
    ] as const) {
      it(`are found where they are lost, and applied again: those about ${kind}`, async () => {
        await record(values, register);
        expect(await review()).toEqual({ hours: 0, wrong: [] });
        await apply(rejected(10, values[10]));
        await apply(estimated(1, 0.125));
        await apply(rejected(70, values[70]));
        const expected = await state();
        expect(await review()).toEqual({ hours: 2, wrong: [] });
        await lose(starts[1]!);
        expect(await state()).not.toEqual(expected);
        const { wrong } = await review();
        expect(wrong).toMatchObject([
          { deviceId, hour: starts[1], stored: undefined, computed: { revision: 2 } },
        ]);
        expect(wrong[0]!.computed!.verdicts.size).toBe(1);
        expect(wrong[0]!.computed!.estimates.size).toBe(2);
        expect(await rebuild()).toBeGreaterThan(0);
        expect(await review()).toEqual({ hours: 2, wrong: [] });
        expect(await state()).toEqual(expected);
      });

      it(`are found where no event says so, and forgotten: those about ${kind}`, async () => {
        await record(values, register);
        const before = await state();
        await apply(rejected(10, values[10]));
        events.pop();
        expect((await review()).wrong).toMatchObject([{ hour: START, computed: undefined }]);
        await rebuild();
        expect(await review()).toEqual({ hours: 0, wrong: [] });
        expect(await state()).toEqual(before);
      });
    }

    it('are without effect, and not lost, while their hour could not be counted with them', async () => {
      const energy = Number.MAX_SAFE_INTEGER;
      const full = Array.from({ length: 1_024 }, (_, index) => ({
        deviceId,
        hour: START,
        at: START + index * 100,
        energy,
        timeZone: 'UTC',
      }));
      await models.consumption.record(full);
      const total = async () => (await models.consumption.hours(deviceId, [START]))[0]!.total;
      const counted = await total();
      await apply(estimated(0, 0.125));
      expect(await total()).toBe(counted);
      expect(await review()).toEqual({ hours: 1, wrong: [] });
      await apply(rejected(0, kilowattHours(energy)));
      const expected = counted - BigInt(energy) + BigInt(0.25 * KWH);
      expect(await total()).toBe(expected);
      await rebuild();
      expect(await review()).toEqual({ hours: 1, wrong: [] });
      expect(await total()).toBe(expected);
    });

    it('may be behind the events, and not behind the checkpoint', async () => {
      await record({ 0: 0.5, 10: 0.25 });
      await apply(rejected(0, 0.5));
      const later = rejected(10, 0.25);
      expect((await review()).wrong).toEqual([]);
      await models.consumption.edit([], { position: later.position });
      expect((await review()).wrong).toMatchObject([
        { stored: { revision: 0 }, computed: { revision: 1 } },
      ]);
      await apply(later);
      expect((await review()).wrong).toEqual([]);
    });

    it('stay where a projector applies them during a rebuild', async () => {
      await record({ 0: 0.5, 10: 0.25 });
      await apply(rejected(0, 0.5));
      let isApplied = false;
      const duringRebuild: Pick<ReadModels['consumption'], 'edit' | 'placed'> = {
        placed: (edits) => models.consumption.placed(edits),
        async edit(edits, options) {
          if (!isApplied) await apply(rejected(10, 0.25));
          isApplied = true;
          return models.consumption.edit(edits, options);
        },
      };
      await editHoursAgain(store, duringRebuild, await editedHours());
      expect(await models.consumption.hours(deviceId, [START])).toEqual([]);
      expect((await review()).wrong).toEqual([]);
    });

    it('are not compared where the readings of their hours were dropped', async () => {
      await record({ 0: 0.5, 10: 0.25, 70: 0.5 });
      await apply(rejected(10, 0.25));
      await apply(rejected(70, 0.5));
      await models.consumption.dropReadings({
        before: starts[1]!,
        onProgress: () => {},
        signal: new AbortController().signal,
      });
      expect(await review()).toEqual({ hours: 1, wrong: [] });
      await rebuild();
      expect(await review()).toEqual({ hours: 1, wrong: [] });
    });
  });
}
