import { randomUUID } from 'node:crypto';
import { type Alert, type AlertRule, type HourReading, hourAlerts } from '@energy/read-models';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ProjectorOptions } from './projector.ts';
import {
  interceptMarking,
  interceptPublishing,
  interceptRecording,
  interceptSettling,
} from './testing/interception.ts';
import { measurement, Pipeline } from './testing/pipeline.ts';

const HOUR = 3_600_000;
const NOW = Math.floor(Date.now() / HOUR) * HOUR;
const OWNERS = [randomUUID(), randomUUID()];
/** Steps at which a projector is cut off; `none` never cuts it off. */
const CUTS = [
  ...(['recording', 'recorded', 'publishing', 'published', 'marking', 'marked'] as const),
  ...(['settling', 'settled', 'none'] as const),
];
type Cut = (typeof CUTS)[number];

/** Readings that one call stored, and the alert rules that it applied. */
interface Commit {
  readonly readings: readonly HourReading[];
  readonly rules: ReadonlyMap<string, AlertRule>;
  readonly now: number;
}

let pipeline: Pipeline;

beforeEach(async () => {
  pipeline = await Pipeline.open();
});

afterEach(async () => {
  await pipeline.close();
});

const reading = fc.record({
  device: fc.nat(2),
  /** The current hour, the previous one, or one long ago. */
  hour: fc.constantFrom(NOW, NOW - HOUR, NOW - 50 * HOUR),
  at: fc.nat(8),
  tenths: fc.nat(9),
});

/** A step of a run: readings arrive, a limit or an owner changes, or projectors restart. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ readings: fc.array(reading, { minLength: 1, maxLength: 12 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      cuts: fc.array(fc.constantFrom(...CUTS), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ device: fc.nat(2), tenths: fc.integer({ min: 1, max: 30 }) }),
  },
  { weight: 1, arbitrary: fc.record({ device: fc.nat(2), owner: fc.nat(1) }) },
) as fc.Arbitrary<{
  readings?: { device: number; hour: number; at: number; tenths: number }[];
  cuts?: Cut[];
  device: number;
  owner?: number;
  tenths: number;
}>;

it('alerts equal their definition, whatever is repeated, corrected, changed, restarted or killed', async () => {
  const received = await pipeline.listen('AlertRaised');
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 15 }),
      fc.integer({ min: 1, max: 9 }),
      async (steps, batchSize) => {
        const devices = await Promise.all([0, 1, 2].map(() => pipeline.register('UTC')));
        const commits: Commit[] = [];
        const start = (cut: Cut) => pipeline.start({ batchSize, ...cutOff(cut, commits) });
        start('none');
        for (const { readings, cuts, device, owner, tenths } of steps) {
          if (readings) {
            const message = ({ device: index, hour, at, tenths: kWh }: (typeof readings)[number]) =>
              measurement(devices[index]!, hour + at * 60_000, kWh / 10);
            await pipeline.publish(...readings.map(message));
          } else if (cuts) {
            await pipeline.stop();
            cuts.forEach(start);
          } else if (owner !== undefined) await pipeline.assign(devices[device]!, OWNERS[owner]!);
          else await pipeline.changeLimit(devices[device]!, tenths / 10);
        }
        await pipeline.stop();
        do {
          start('none');
          await vi.waitFor(async () => expect(await isWorkedOff()).toBe(true), { timeout: 15_000 });
          // Stopping stores or returns the messages in hand, which may leave alerts to publish.
          await pipeline.stop();
        } while (!(await isWorkedOff()));

        const stored = await pipeline.readModels.alerts.list({ limit: 1_000 });
        const own = hourAlerts(stored).filter(({ deviceId }) => devices.includes(deviceId));
        const expected = definition(commits);
        expect(own.length).toBe(expected.size);
        for (const alert of own) {
          expect(alert).toMatchObject(expected.get(`${alert.deviceId} ${alert.hour}`)!);
        }
        const published = own.filter(({ late }) => !late).map(({ number }) => number);
        const numbersReceived = () =>
          received
            .filter(({ deviceId }) => devices.includes(deviceId!))
            .map(({ number }) => number);
        await expect.poll(() => new Set(numbersReceived())).toEqual(new Set(published));
      },
    ),
    { numRuns: 30 },
  );
});

/**
 * Engines of a projector that is cut off at a step: every call from there on fails. Adds each recording
 * that was stored to `commits`, in order.
 */
function cutOff(
  cut: Cut,
  commits: Commit[],
): Pick<ProjectorOptions, 'readModels' | 'queue' | 'feed'> {
  let isDead = false;
  const reach = (step: Cut) => {
    isDead ||= step === cut;
    if (isDead) throw new Error('cut off');
  };
  const models = interceptRecording(pipeline.readModels, async (record, readings, alerting) => {
    reach('recording');
    const rules = new Map<string, AlertRule>();
    const recorded = await record({
      now: alerting.now,
      ruleOf: (deviceId, hour) => {
        const rule = alerting.ruleOf(deviceId, hour);
        if (rule) rules.set(`${deviceId} ${hour}`, { ...rule }); // Its owner is computed when it is read.
        return rule;
      },
    });
    commits.push({ readings, rules, now: alerting.now });
    reach('recorded');
    return recorded;
  });
  return {
    readModels: interceptMarking(models, async (mark) => {
      reach('marking');
      await mark();
      reach('marked');
    }),
    queue: interceptSettling(pipeline.queue, async (settle) => {
      reach('settling');
      await settle();
      reach('settled');
    }),
    feed: interceptPublishing(pipeline.feed, async (publish, notices) => {
      const ofAlerts = notices[0]?.type === 'AlertRaised';
      if (ofAlerts) reach('publishing');
      await publish();
      if (ofAlerts) reach('published');
    }),
  };
}

async function isWorkedOff(): Promise<boolean> {
  const unpublished = await pipeline.readModels.alerts.countUnpublished();
  return unpublished === 0 && (await pipeline.queue.waiting()) === 0;
}

/** Expected alerts, by device and hour: the first commit that changes an hour and leaves it too high raises one. */
function definition(commits: readonly Commit[]): Map<string, Partial<Alert>> {
  const alerts = new Map<string, Partial<Alert>>();
  const energies = new Map<string, Map<number, bigint>>();
  for (const { readings, rules, now } of commits) {
    const touched = new Set<string>();
    for (const { deviceId, hour, at, energy } of readings) {
      const key = `${deviceId} ${hour}`;
      const own = energies.get(key) ?? new Map<number, bigint>();
      if (own.get(at) !== BigInt(energy)) touched.add(key);
      energies.set(key, own.set(at, BigInt(energy)));
    }
    for (const key of touched) {
      const hour = key.split(' ')[1];
      const total = [...energies.get(key)!.values()].reduce((sum, each) => sum + each, 0n);
      const { limit, ownerId } = rules.get(key)!;
      const late = now - Number(hour) > 25 * HOUR;
      if (alerts.has(key)) alerts.set(key, { ...alerts.get(key), total });
      else if (total > limit) alerts.set(key, { total, limit, ownerId, raisedAt: now, late });
    }
  }
  return alerts;
}
