import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { localHours } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { reviewEdits } from '@energy/read-models/projection';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withOverrides } from './testing/interception.ts';
import { measurement, Pipeline } from './testing/pipeline.ts';

const SENSOR = path.join(import.meta.dirname, '../../shared/data/sensor.csv');
const DAY = ['Europe/Brussels', '2026-11-22'] as const;

let pipeline: Pipeline;
let device: string;

beforeEach(async () => {
  pipeline = await Pipeline.open();
  device = await pipeline.register();
});

afterEach(() => pipeline.close());

const day = () => pipeline.day(device, ...DAY);
const change = (data: { stampedAt?: 'start' | 'end'; reads?: 'interval' | 'register' }) =>
  pipeline.command(device, { type: 'ChangeDevice', data, hasReadings: true });
const publish = (readings: Record<string, number>) =>
  pipeline.publish(
    ...Object.entries(readings).map(([time, value]) =>
      measurement(device, `2026-11-22T${time}Z`, value),
    ),
  );
const described = async () => (await pipeline.readModels.devices.find(device))?.meter;
const becomes = (expected: Record<string, bigint>) =>
  vi.waitFor(async () => expect(await day()).toEqual(expected), 30_000);

describe('a meter that is described otherwise', () => {
  it('has its recorded readings counted again, and further ones as they are meant now', async () => {
    pipeline.start();
    pipeline.start();
    await publish({ '09:00': 0.1, '09:10': 0.2, '10:00': 0.4 });
    await pipeline.settled(3);
    expect(await day()).toEqual({ '10:00': 300_000_000n, '11:00': 400_000_000n });
    await change({ stampedAt: 'end' });
    await becomes({ '09:00': 100_000_000n, '10:00': 600_000_000n });
    await publish({ '10:10': 0.8, '11:00': 1.5 });
    await pipeline.settled(5);
    const expected = { '09:00': 100_000_000n, '10:00': 600_000_000n, '11:00': 2_300_000_000n };
    expect(await day()).toEqual(expected);
    await change({ reads: 'register' });
    await vi.waitFor(async () => expect(await described()).toMatchObject({ reads: 'register' }));
    expect(await day()).toEqual({ '10:00': 300_000_000n, '11:00': 1_100_000_000n });
    await change({ reads: 'interval' });
    await becomes(expected);
    const { wrong } = await pipeline.readModels.consumption.review.next(undefined);
    expect(wrong).toEqual([]);
  });

  it('has its hours before its row shows the description', async () => {
    await publish({ '09:00': 0.1 });
    pipeline.start();
    await pipeline.settled(1);
    const found: unknown[] = [];
    await pipeline.stop();
    const { readModels } = pipeline;
    const consumption = withOverrides(readModels.consumption, {
      async describe(...args) {
        found.push(await described());
        return readModels.consumption.describe(...args);
      },
    });
    pipeline.start({ readModels: { ...readModels, consumption } });
    await change({ stampedAt: 'end' });
    await vi.waitFor(async () => expect(await described()).toEqual({ stampedAt: 'end' }));
    expect(found).toContainEqual({});
    expect(await day()).toEqual({ '09:00': 100_000_000n });
  });

  it.each(['before', 'after'])(
    'is counted once where a projector dies %s counting',
    async (when) => {
      pipeline.start();
      await publish({ '09:00': 0.1, '09:10': 0.2 });
      await pipeline.settled(2);
      await pipeline.stop();
      const { readModels } = pipeline;
      const dying = Promise.withResolvers<void>();
      const consumption = withOverrides(readModels.consumption, {
        async describe(meters, options) {
          if (meters.length === 0) return readModels.consumption.describe(meters, options);
          // Without its checkpoint, which a process that dies in between does not store.
          if (when === 'after') await readModels.consumption.describe(meters);
          dying.resolve();
          throw new EngineUnavailable('it has died');
        },
      });
      pipeline.start({ readModels: { ...readModels, consumption } });
      await change({ stampedAt: 'end' });
      await dying.promise;
      await pipeline.stop();
      pipeline.warnings.length = 0;
      expect(await described()).toEqual({});
      pipeline.start();
      await becomes({ '09:00': 100_000_000n, '10:00': 200_000_000n });
      await vi.waitFor(async () => expect(await described()).toEqual({ stampedAt: 'end' }));
    },
  );

  it('is not mistaken by a projector that has not learned of it', async () => {
    const released = Promise.withResolvers<void>();
    let isHeld = false;
    const eventStore = withOverrides(pipeline.eventStore, {
      async *subscribe(selection) {
        for await (const batch of pipeline.eventStore.subscribe(selection)) {
          if (isHeld) await released.promise;
          yield batch;
        }
      },
    });
    pipeline.start({ eventStore });
    await publish({ '09:00': 0.1 });
    await pipeline.settled(1);
    isHeld = true;
    pipeline.start({ queue: withOverrides(pipeline.queue, { async *consume() {} }) });
    await change({ stampedAt: 'end' });
    await becomes({ '09:00': 100_000_000n });
    let isRecorded = false;
    await publish({ '10:00': 0.2, '10:10': 0.4 });
    const settled = pipeline.settled(3).then(() => {
      isRecorded = true;
    });
    await vi.waitFor(async () => expect(await described()).toEqual({ stampedAt: 'end' }));
    expect(isRecorded).toBe(false);
    released.resolve();
    await settled;
    const expected = { '09:00': 100_000_000n, '10:00': 200_000_000n, '11:00': 400_000_000n };
    expect(await day()).toEqual(expected);
  });

  it('takes decisions about its readings along, as verifying them finds', async () => {
    pipeline.start();
    await publish({ '09:00': 0.1, '09:10': 0.2, '10:00': 0.4 });
    await pipeline.settled(3);
    const at = Date.parse('2026-11-22T10:00Z');
    const recorded = { at, energy: 400_000_000, isSuspect: false };
    const data = { at, hour: at, energy: 0.4, replacement: 0.3, reason: 'Read on site', recorded };
    await pipeline.decide(device, { type: 'ReplaceReading', data });
    await becomes({ '10:00': 300_000_000n, '11:00': 300_000_000n });
    await change({ stampedAt: 'end' });
    await becomes({ '09:00': 100_000_000n, '10:00': 500_000_000n });
    const { consumption } = pipeline.readModels;
    const { edited } = await consumption.review.next(undefined);
    const through = await consumption.editPosition();
    const reviewed = { edited, through, recordStart: undefined };
    const { hours, wrong } = await reviewEdits(pipeline.eventStore, consumption, reviewed);
    expect({ hours, wrong }).toEqual({ hours: 1, wrong: [] });
  });

  it.skipIf(!existsSync(SENSOR))(
    'adds up its registers to their difference, shuffled, repeated, and in part sent as intervals',
    async () => {
      pipeline.start();
      const from = Date.parse('2026-10-10T00:00+02:00');
      const rows = readFileSync(SENSOR, 'utf8').trim().split('\n');
      const messages = rows.map((value, index) => ({
        timestamp: from + index * 600_000,
        device_id: device,
        measurement_value: value.trim(),
      }));
      const all = [...messages, ...messages.filter((_, index) => index % 10 === 3)];
      // Always the same permutation: the steps have no common divisor with the length.
      const shuffled = all.map((_, index) => all[(index * 1_009) % all.length]!);
      await pipeline.publish(...shuffled.slice(0, 2_000));
      await pipeline.settled(2_000);
      await change({ stampedAt: 'end' });
      await pipeline.publish(...shuffled.slice(2_000, 3_000));
      await change({ reads: 'register' });
      await pipeline.publish(...shuffled.slice(3_000));
      await pipeline.settled(shuffled.length);
      const zone = localHours('Europe/Brussels');
      const until = messages.at(-1)!.timestamp;
      const starts: number[] = [];
      for (let start = from; start <= until; start = zone.endOf(start)) starts.push(start);
      const { consumption } = pipeline.readModels;
      await vi.waitFor(async () => expect(await described()).toMatchObject({ reads: 'register' }));
      const hours = await consumption.hours(device, starts);
      const difference = 47_972_520_360_000n;
      expect(hours.reduce((sum, { total }) => sum + total, 0n)).toBe(difference);
      expect(await consumption.marks(device, starts)).toEqual([]);
      expect(await pipeline.queue.deadLetters.count()).toBe(0);
    },
  );
});
