import { randomUUID } from 'node:crypto';
import { EngineUnavailable } from '@energy/engines';
import type { Notice } from '@energy/live-feed';
import type { Alert } from '@energy/read-models';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PassingNotices } from './passing-notices.ts';
import { measurement, Pipeline } from './testing/pipeline.ts';
import {
  inheriting,
  markingThrough,
  recordingThrough,
  settlingThrough,
  tellingThrough,
} from './testing/through.ts';

const HOUR = 3_600_000;
const ADA = randomUUID();
const BEN = randomUUID();
/** The hour that is running: what is recorded in it is not late. */
const NOW = Math.floor(Date.now() / HOUR) * HOUR;

let pipeline: Pipeline;
let device: string;

beforeEach(async () => {
  pipeline = await Pipeline.open();
  device = await pipeline.register('UTC');
  await pipeline.assign(device, ADA);
});

afterEach(async () => {
  await pipeline.close();
});

/** Publishes a reading for each energy in kWh, a millisecond after the other. */
let next = 0;
async function measure(deviceId: string, ...energies: readonly number[]): Promise<void> {
  await pipeline.publish(...energies.map((kWh) => measurement(deviceId, NOW + next++, kWh)));
}

/** Publishes readings, and waits until they are off the queue. */
async function measured(deviceId: string, ...energies: readonly number[]): Promise<void> {
  const settled = pipeline.batches.reduce((sum, { messages }) => sum + messages, 0);
  await measure(deviceId, ...energies);
  await pipeline.settled(settled + energies.length);
}

const alerts = () => pipeline.readModels.alerts.list({ limit: 1_000 });

async function allTold(): Promise<void> {
  await vi.waitFor(async () => expect(await pipeline.readModels.alerts.countUntold()).toBe(0), {
    timeout: 15_000,
  });
}

const noticeOf = ({ number, deviceId, ownerId }: Alert) => ({
  ...{ type: 'AlertRaised', number, deviceId, ownerId: ownerId ?? null },
});

describe('read models that were deleted', () => {
  it('are reported, and new alerts get numbers above what was seen', async () => {
    await pipeline.markSeen(ADA, 40);
    pipeline.start();
    await measured(device, 2);
    expect(await alerts()).toMatchObject([{ number: 41 }]);
    expect(await pipeline.readModels.alerts.countAfter(40, ADA)).toBe(1);
    expect(pipeline.recordWarnings).toEqual([
      expect.stringMatching(/^No reading is recorded, but the events know of 1 devices\. /),
    ]);
    await pipeline.stop();
    pipeline.start();
    await measured(await pipeline.register('UTC'), 2);
    expect((await alerts()).map(({ number }) => number)).toEqual([42, 41]);
    expect(pipeline.recordWarnings).toHaveLength(1);
  });
});

describe('an hour that goes over its limit', () => {
  it('is told once, to whom it concerns, however it grows', async () => {
    const heard = await pipeline.listen('AlertRaised');
    pipeline.start();
    await measured(device, 0.6, 0.4);
    await measured(device, 0.000000001);
    await allTold();
    const [alert] = await alerts();
    expect(alert).toMatchObject({
      deviceId: device,
      ownerId: ADA,
      hour: NOW,
      limit: 1_000_000_000,
      total: 1_000_000_001n,
      late: false,
    });
    await measured(device, 5);
    await measured(device, 5);
    expect(await alerts()).toEqual([{ ...alert, total: 11_000_000_001n }]);
    await allTold();
    await expect.poll(() => heard).toEqual([noticeOf(alert!)]);
  });

  it('is told within the blink of an eye', async () => {
    const heard = await pipeline.listen('AlertRaised');
    const devices = await Promise.all(Array.from({ length: 9 }, () => pipeline.register('UTC')));
    const { events } = pipeline.start();
    await events.caughtUp();
    const delays: number[] = [];
    for (const [index, each] of devices.entries()) {
      const published = performance.now();
      await measure(each, 2);
      await vi.waitFor(() => expect(heard).toHaveLength(index + 1), {
        timeout: 20_000,
        interval: 2,
      });
      delays.push(performance.now() - published);
    }
    expect(delays.toSorted((a, b) => a - b)[4]).toBeLessThan(300);
  });

  it('is told in the order in which alerts were recorded', async () => {
    const heard = await pipeline.listen('AlertRaised');
    const devices = await Promise.all(Array.from({ length: 30 }, () => pipeline.register('UTC')));
    pipeline.start({ batchSize: 4 });
    await pipeline.publish(...devices.map((each) => measurement(each, NOW, 2)));
    await pipeline.settled(30);
    await expect.poll(() => heard).toHaveLength(30);
    expect(heard).toEqual((await alerts()).toReversed().map(noticeOf));
  });

  it('is addressed to the first client who owned the device during that hour', async () => {
    const bob = randomUUID();
    const [unowned, assigned] = [await pipeline.register('UTC'), await pipeline.register('UTC')];
    const { events } = pipeline.start();
    await pipeline.assign(assigned, ADA);
    await pipeline.assign(assigned, bob);
    await events.caughtUp();
    await measured(unowned, 2);
    await measured(assigned, 2);
    await pipeline.assign(assigned, ADA);
    await events.caughtUp();
    await measured(assigned, 2);
    const owners = (await alerts()).map(({ deviceId, ownerId }) => [deviceId, ownerId]);
    expect(owners).toEqual([
      [assigned, ADA],
      [unowned, undefined],
    ]);
  });

  it('long ago, as in a backfill, is listed and not told', async () => {
    const heard = await pipeline.listen('AlertRaised');
    pipeline.start();
    const old = NOW - 26 * HOUR;
    const young = NOW - 24 * HOUR;
    await pipeline.publish(measurement(device, old, 2), measurement(device, young, 2));
    await pipeline.settled(2);
    await measured(device, 2);
    await expect.poll(() => heard).toHaveLength(2);
    const all = await alerts();
    expect(all.map(({ hour, late }) => [hour, late]).sort()).toEqual([
      [old, true],
      [young, false],
      [NOW, false],
    ]);
    const told = all.filter(({ late }) => !late).toReversed();
    expect(heard).toEqual(told.map(noticeOf));
  });
});

describe('an alert of an hour that is past', () => {
  it('is addressed to the client to whom the hour belongs, not to the owner of today', async () => {
    const history = device; // Ada's from its registration on, which comes after these hours.
    pipeline.start();
    await pipeline.assign(history, BEN);
    await pipeline.publish(measurement(history, NOW - 2 * HOUR, 2));
    await pipeline.settled(1);
    expect(await alerts()).toMatchObject([{ hour: NOW - 2 * HOUR, ownerId: ADA }]);
  });
});

describe('a limit that is changed', () => {
  it('beneath what an hour adds up to raises nothing, until something is recorded in it', async () => {
    const { events } = pipeline.start();
    await measured(device, 0.8);
    await pipeline.changeLimit(device, 0.5);
    await events.caughtUp();
    expect(await alerts()).toEqual([]);
    await measured(device, 0);
    expect(await alerts()).toMatchObject([{ limit: 500_000_000, total: 800_000_000n }]);
  });

  it('to more than an hour adds up to takes back nothing', async () => {
    const { events } = pipeline.start();
    await measured(device, 2);
    await pipeline.changeLimit(device, 100);
    await events.caughtUp();
    await measured(device, 1);
    expect(await alerts()).toMatchObject([{ limit: 1_000_000_000, total: 3_000_000_000n }]);
  });

  it('is known to every projector, also to one that comes to it after another', async () => {
    const { devices } = pipeline.readModels;
    const quick = pipeline.start();
    const late = inheriting(devices, {
      findAll: async (ids) => {
        await quick.events.caughtUp();
        return devices.findAll(ids);
      },
    });
    const slow = pipeline.start({ readModels: { ...pipeline.readModels, devices: late } });
    for (const { events } of [quick, slow]) await events.caughtUp();
    await pipeline.changeLimit(device, 5);
    for (const { events, known } of [quick, slow]) {
      await events.caughtUp();
      expect(known.find(device)).toMatchObject({ limit: 5_000_000_000 });
    }
  });
});

describe('several projectors at once', () => {
  it('raise one alert for a device and hour', async () => {
    const devices = await Promise.all(Array.from({ length: 10 }, () => pipeline.register('UTC')));
    const heard = await pipeline.listen('AlertRaised');
    for (const batchSize of [3, 5, 7]) pipeline.start({ batchSize });
    const readings = Array.from({ length: 600 }, (_, index) =>
      measurement(devices[index % 10]!, NOW + index, 0.05),
    );
    await pipeline.publish(...readings, ...readings.slice(0, 100));
    await pipeline.settled(700);
    await allTold();
    const all = await alerts();
    expect(all.map(({ deviceId }) => deviceId).sort()).toEqual(devices.toSorted());
    expect(all.every(({ total }) => total === 3_000_000_000n)).toBe(true);
    const numbers = () => new Set(heard.map(({ number }) => number));
    await expect.poll(() => numbers()).toEqual(new Set(all.map(({ number }) => number)));
  });
});

describe('what hours add up to', () => {
  it('is told whenever it changes, once for each batch', async () => {
    const heard = await pipeline.listen('HourlyTotalChanged');
    const other = await pipeline.register('UTC');
    pipeline.start();
    await measured(device, 0.25, 0.5);
    await measured(other, 0.1);
    await measured(device, 0.125);
    const total = (deviceId: string, energy: string, readings: number) => ({
      ...{ type: 'HourlyTotalChanged', deviceId, hour: NOW, total: energy, readings },
    });
    await expect
      .poll(() => heard)
      .toEqual([
        total(device, '750000000', 2),
        total(other, '100000000', 1),
        total(device, '875000000', 3),
      ]);
    await pipeline.publish(measurement(device, NOW + next - 1, 0.125));
    await pipeline.settled(5);
    expect(heard).toHaveLength(3);
  });
});

describe('while the live feed is away', () => {
  it('recording goes on, and alerts are told when it is back', async () => {
    const heard = await pipeline.listen('AlertRaised', 'HourlyTotalChanged');
    let isAway = true;
    const feed = tellingThrough(pipeline.feed, async (tell) => {
      if (isAway) throw new EngineUnavailable('the broker is restarted');
      await tell();
    });
    pipeline.start({ feed });
    const devices = [device, await pipeline.register('UTC'), await pipeline.register('UTC')];
    for (const each of devices) await measured(each, 2);
    expect(await pipeline.readModels.alerts.countUntold()).toBe(3);
    expect(heard).toEqual([]);
    isAway = false;
    await allTold();
    const told = (await alerts()).toReversed().map(noticeOf);
    await expect.poll(() => heard).toEqual(told);
    const ofTotals = pipeline.warnings.filter((line) => line.includes('new totals'));
    expect(ofTotals).toEqual([
      'The live feed does not hear of new totals for now: the broker is restarted.',
    ]);
    expect(pipeline.warnings.find((line) => !line.includes('new totals'))).toMatch(
      /^Can't tell the live feed of alerts, trying again in \d+ ms: .*the broker is restarted$/,
    );
    await measured(device, 1);
    await expect.poll(() => heard.at(-1)).toMatchObject({ total: '3000000000' });
  });

  it('or hangs, recording goes on, and what waits for it does not grow without end', async () => {
    const hanging = Promise.withResolvers<void>();
    const told: (readonly Notice[])[] = [];
    const feed = tellingThrough(pipeline.feed, (_, notices) => {
      told.push(notices);
      return hanging.promise;
    });
    const { signal } = new AbortController();
    const passing = new PassingNotices(feed, { info() {}, warn() {} }, signal);
    const hours = Array.from({ length: 1_000 }, (_, hour): Notice => {
      return { type: 'HourlyTotalChanged', deviceId: device, hour, total: '1', readings: 1 };
    });
    for (let time = 0; time < 100; time++) passing.tell(hours);
    passing.tell([{ type: 'AlertsSeen', userId: ADA, through: 1 }]);
    hanging.resolve();
    await expect.poll(() => told).toHaveLength(2);
    expect(told[0]).toHaveLength(1_000);
    expect(told[1]!.length).toBe(20_000);
    expect(told[1]!.at(-1)).toMatchObject({ type: 'AlertsSeen' });
  });
});

describe('a projector that dies', () => {
  const STEPS = ['recording', 'telling', 'marking', 'settling'] as const;
  const cuts = STEPS.flatMap((step) =>
    (['before', 'after'] as const).map((moment) => ({ step, moment })),
  );

  it.each(cuts)('$moment $step leaves one alert, which is told', async ({ step, moment }) => {
    const heard = await pipeline.listen('AlertRaised');
    const cut = Promise.withResolvers<void>();
    /** Nothing that it does succeeds any more from that step on. */
    let isDead = false;
    const through = (own: (typeof STEPS)[number]) => async (work: () => Promise<void>) => {
      isDead ||= own === step && moment === 'before';
      if (!isDead) await work();
      isDead ||= own === step;
      if (!isDead) return;
      cut.resolve();
      throw new Error('cut off');
    };
    const models = recordingThrough(pipeline.readModels, async (record) => {
      let recorded: Awaited<ReturnType<typeof record>>;
      await through('recording')(async () => {
        recorded = await record();
      });
      return recorded!;
    });
    pipeline.start({
      readModels: markingThrough(models, through('marking')),
      queue: settlingThrough(pipeline.queue, through('settling')),
      feed: tellingThrough(pipeline.feed, (tell, notices) =>
        // New totals may be told at any time; they are not what this is about.
        notices[0]?.type === 'AlertRaised' ? through('telling')(tell) : tell(),
      ),
    });
    await measure(device, 0.75, 0.75);
    await cut.promise;
    await pipeline.stop();
    pipeline.start();
    await expect.poll(() => pipeline.queue.waiting()).toBe(0);
    await allTold();
    await measured(device, 1);
    const all = await alerts();
    expect(all).toMatchObject([{ deviceId: device, hour: NOW, total: 2_500_000_000n }]);
    const once = step === 'recording' || (step === 'telling' && moment === 'before');
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(1);
    expect(heard.length).toBeLessThanOrEqual(once ? 1 : 2);
    expect(new Set(heard.map(({ number }) => number))).toEqual(new Set([all[0]!.number]));
  });

  it('leaves its alerts to those who live', async () => {
    const heard = await pipeline.listen('AlertRaised');
    const projector = pipeline.start({
      feed: tellingThrough(pipeline.feed, async () => {
        throw new EngineUnavailable('this one is cut off from it');
      }),
    });
    await projector.events.caughtUp();
    await measured(device, 2);
    expect(await pipeline.readModels.alerts.countUntold()).toBe(1);
    pipeline.start();
    await allTold();
    await expect.poll(() => heard).toHaveLength(1);
  });
});
