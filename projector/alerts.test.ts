import { randomUUID } from 'node:crypto';
import { delay, EngineUnavailable } from '@energy/engines';
import type { Notice } from '@energy/live-feed';
import { type Alert, hourAlerts } from '@energy/read-models';
import { medianTime } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BestEffortPublisher } from './best-effort-publisher.ts';
import {
  interceptMarking,
  interceptPublishing,
  interceptRecording,
  interceptSettling,
  withOverrides,
} from './testing/interception.ts';
import { measurement, Pipeline } from './testing/pipeline.ts';

const HOUR = 3_600_000;
const ADA = randomUUID();
const BEN = randomUUID();
/** The current hour: its readings are not late. */
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

/** Publishes a reading for each energy in kWh, a millisecond apart. */
let next = 0;
async function measure(deviceId: string, ...energies: readonly number[]): Promise<void> {
  await pipeline.publish(...energies.map((kWh) => measurement(deviceId, NOW + next++, kWh)));
}

/** Publishes readings and waits until they are settled. */
async function measured(deviceId: string, ...energies: readonly number[]): Promise<void> {
  const settled = pipeline.batches.reduce((sum, { messages }) => sum + messages, 0);
  await measure(deviceId, ...energies);
  await pipeline.settled(settled + energies.length);
}

const alerts = async () => hourAlerts(await pipeline.readModels.alerts.list({ limit: 1_000 }));

async function allPublished(): Promise<void> {
  await vi.waitFor(
    async () => expect(await pipeline.readModels.alerts.countUnpublished()).toBe(0),
    {
      timeout: 15_000,
    },
  );
}

const toNotice = ({ number, deviceId, ownerId }: Alert) => ({
  type: 'AlertRaised',
  number,
  deviceId,
  ownerId: ownerId ?? null,
});

describe('after a time without a projector', () => {
  it('raises alerts for the owners of now', async () => {
    const unowned = await pipeline.register('UTC');
    pipeline.start();
    await measured(unowned, 0.5);
    await pipeline.stop();
    await pipeline.assign(unowned, BEN);
    await measure(unowned, 2);
    const slowStore = withOverrides(pipeline.eventStore, {
      async *subscribe(options) {
        await delay(300);
        yield* pipeline.eventStore.subscribe(options);
      },
    });
    pipeline.start({ eventStore: slowStore });
    await pipeline.settled(2);
    expect(await alerts()).toMatchObject([{ deviceId: unowned, ownerId: BEN }]);
  });

  it('records although the event store is unavailable', async () => {
    pipeline.start();
    await measured(device, 0.5);
    await pipeline.stop();
    const unavailable = () => Promise.reject(new EngineUnavailable('The event store is away.'));
    pipeline.start({ eventStore: withOverrides(pipeline.eventStore, { head: unavailable }) });
    await measured(device, 0.25);
  });
});

describe('after the read models were deleted', () => {
  it('warns, and numbers new alerts above those that were seen', async () => {
    await pipeline.markSeen(ADA, 40);
    pipeline.start();
    await measured(device, 2);
    expect(await alerts()).toMatchObject([{ number: 41 }]);
    expect(await pipeline.readModels.alerts.countAfter(40, ADA)).toBe(1);
    expect(pipeline.recordWarnings).toEqual([
      expect.stringMatching(/^No reading is recorded, but the events know of devices\. /),
    ]);
    await pipeline.stop();
    pipeline.start();
    await measured(await pipeline.register('UTC'), 2);
    expect((await alerts()).map(({ number }) => number)).toEqual([42, 41]);
    expect(pipeline.recordWarnings).toHaveLength(1);
  });
});

describe('an hour that exceeds its limit', () => {
  it('raises one alert, published once to the owner, however the hour grows', async () => {
    const received = await pipeline.listen('AlertRaised');
    pipeline.start();
    await measured(device, 0.6, 0.4);
    await measured(device, 0.000000001);
    await allPublished();
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
    await allPublished();
    await expect.poll(() => received).toEqual([toNotice(alert!)]);
  });

  it('is published within 300 ms', async () => {
    const received = await pipeline.listen('AlertRaised');
    const { events } = pipeline.start();
    let alertsRaised = 0;
    const medianDelay = async () => {
      const devices = await Promise.all(Array.from({ length: 9 }, () => pipeline.register('UTC')));
      await events.caughtUp();
      return medianTime(devices.length, async () => {
        await measure(devices.pop()!, 2);
        alertsRaised += 1;
        await vi.waitFor(() => expect(received).toHaveLength(alertsRaised), {
          timeout: 20_000,
          interval: 2,
        });
      });
    };
    await expect.poll(medianDelay).toBeLessThan(300);
  });

  it('is published in the order of recording', async () => {
    const received = await pipeline.listen('AlertRaised');
    const devices = await Promise.all(Array.from({ length: 30 }, () => pipeline.register('UTC')));
    pipeline.start({ batchSize: 4 });
    await pipeline.publish(...devices.map((each) => measurement(each, NOW, 2)));
    await pipeline.settled(30);
    await expect.poll(() => received).toHaveLength(30);
    expect(received).toEqual((await alerts()).toReversed().map(toNotice));
  });

  it('is addressed to the first client who owned the device during that hour', async () => {
    const bob = randomUUID();
    const unowned = await pipeline.register('UTC');
    const assigned = await pipeline.register('UTC');
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

  it('is listed and not published when it ended more than a day before, as in a backfill', async () => {
    const received = await pipeline.listen('AlertRaised');
    pipeline.start();
    const old = NOW - 26 * HOUR;
    const young = NOW - 24 * HOUR;
    await pipeline.publish(measurement(device, old, 2), measurement(device, young, 2));
    await pipeline.settled(2);
    await measured(device, 2);
    await expect.poll(() => received).toHaveLength(2);
    const all = await alerts();
    expect(all.map(({ hour, late }) => [hour, late]).sort()).toEqual([
      [old, true],
      [young, false],
      [NOW, false],
    ]);
    const published = all.filter(({ late }) => !late).toReversed();
    expect(received).toEqual(published.map(toNotice));
  });
});

describe('an alert of a past hour', () => {
  it('is addressed to the owner of that hour, not to the current one', async () => {
    const history = device; // Ada's from its registration on, which comes after these hours.
    pipeline.start();
    await pipeline.assign(history, BEN);
    await pipeline.publish(measurement(history, NOW - 2 * HOUR, 2));
    await pipeline.settled(1);
    expect(await alerts()).toMatchObject([{ hour: NOW - 2 * HOUR, ownerId: ADA }]);
  });
});

describe('a changed limit', () => {
  it('below the total of an hour raises nothing until the next reading of that hour', async () => {
    const { events } = pipeline.start();
    await measured(device, 0.8);
    await pipeline.changeLimit(device, 0.5);
    await events.caughtUp();
    expect(await alerts()).toEqual([]);
    await measured(device, 0);
    expect(await alerts()).toMatchObject([{ limit: 500_000_000, total: 800_000_000n }]);
  });

  it('above the total of an hour withdraws nothing', async () => {
    const { events } = pipeline.start();
    await measured(device, 2);
    await pipeline.changeLimit(device, 100);
    await events.caughtUp();
    await measured(device, 1);
    expect(await alerts()).toMatchObject([{ limit: 1_000_000_000, total: 3_000_000_000n }]);
  });

  it('reaches every projector, also one that applies it after another', async () => {
    const { devices } = pipeline.readModels;
    const quick = pipeline.start();
    const late = withOverrides(devices, {
      findAll: async (ids) => {
        await quick.events.caughtUp();
        return devices.findAll(ids);
      },
    });
    const slow = pipeline.start({ readModels: { ...pipeline.readModels, devices: late } });
    for (const { events, devices: registry } of [quick, slow]) {
      await events.caughtUp();
      await registry.load(new Set([device]));
    }
    await pipeline.changeLimit(device, 5);
    for (const { events, devices: registry } of [quick, slow]) {
      await events.caughtUp();
      expect(registry.alertRuleOf(device, NOW)).toMatchObject({ limit: 5_000_000_000 });
    }
  });
});

describe('several projectors', () => {
  it('raise one alert for each device and hour', async () => {
    const devices = await Promise.all(Array.from({ length: 10 }, () => pipeline.register('UTC')));
    const received = await pipeline.listen('AlertRaised');
    for (const batchSize of [3, 5, 7]) pipeline.start({ batchSize });
    const readings = Array.from({ length: 600 }, (_, index) =>
      measurement(devices[index % 10]!, NOW + index, 0.05),
    );
    await pipeline.publish(...readings, ...readings.slice(0, 100));
    await pipeline.settled(700);
    await allPublished();
    const all = await alerts();
    expect(all.map(({ deviceId }) => deviceId).sort()).toEqual(devices.toSorted());
    expect(all.every(({ total }) => total === 3_000_000_000n)).toBe(true);
    const numbers = () => new Set(received.map(({ number }) => number));
    await expect.poll(() => numbers()).toEqual(new Set(all.map(({ number }) => number)));
  });
});

describe('the total of an hour', () => {
  it('is published when it changes, once for each batch', async () => {
    const received = await pipeline.listen('HourlyTotalChanged');
    const other = await pipeline.register('UTC');
    pipeline.start();
    await measured(device, 0.25, 0.5);
    await measured(other, 0.1);
    await measured(device, 0.125);
    const total = (deviceId: string, energy: string, readings: number) => ({
      type: 'HourlyTotalChanged',
      deviceId,
      hour: NOW,
      total: energy,
      readings,
    });
    await expect
      .poll(() => received)
      .toEqual([
        total(device, '750000000', 2),
        total(other, '100000000', 1),
        total(device, '875000000', 3),
      ]);
    await pipeline.publish(measurement(device, NOW + next - 1, 0.125));
    await pipeline.settled(5);
    expect(received).toHaveLength(3);
  });
});

describe('while the live feed is unavailable', () => {
  it('recording continues, and alerts are published after it is back', async () => {
    const received = await pipeline.listen('AlertRaised', 'HourlyTotalChanged');
    let isAway = true;
    const feed = interceptPublishing(pipeline.feed, async (publish) => {
      if (isAway) throw new EngineUnavailable('the broker is restarted');
      await publish();
    });
    pipeline.start({ feed });
    const devices = [device, await pipeline.register('UTC'), await pipeline.register('UTC')];
    for (const each of devices) await measured(each, 2);
    expect(await pipeline.readModels.alerts.countUnpublished()).toBe(3);
    expect(received).toEqual([]);
    isAway = false;
    await allPublished();
    const published = (await alerts()).toReversed().map(toNotice);
    await expect.poll(() => received).toEqual(published);
    const ofTotals = pipeline.warnings.filter((line) => line.includes('new totals'));
    expect(ofTotals).toEqual([
      "Can't publish new totals to the live feed: the broker is restarted.",
    ]);
    expect(pipeline.warnings.find((line) => !line.includes('new totals'))).toMatch(
      /^Can't publish alerts to the live feed, trying again in \d+ ms: .*the broker is restarted$/,
    );
    await measured(device, 1);
    await expect.poll(() => received.at(-1)).toMatchObject({ total: '3000000000' });
  });

  it('notices that wait for a hanging feed are bounded', async () => {
    const hanging = Promise.withResolvers<void>();
    const published: (readonly Notice[])[] = [];
    const feed = interceptPublishing(pipeline.feed, (_, notices) => {
      published.push(notices);
      return hanging.promise;
    });
    const { signal } = new AbortController();
    const publisher = new BestEffortPublisher(feed, { info() {}, warn() {} }, signal);
    const hours = Array.from({ length: 1_000 }, (_, hour): Notice => {
      return { type: 'HourlyTotalChanged', deviceId: device, hour, total: '1', readings: 1 };
    });
    for (let time = 0; time < 100; time++) publisher.publish(hours);
    publisher.publish([{ type: 'AlertsSeen', userId: ADA, through: 1 }]);
    hanging.resolve();
    await expect.poll(() => published).toHaveLength(2);
    expect(published[0]).toHaveLength(1_000);
    expect(published[1]!.length).toBe(20_000);
    expect(published[1]!.at(-1)).toMatchObject({ type: 'AlertsSeen' });
  });
});

describe('a projector that is killed', () => {
  const STEPS = ['recording', 'publishing', 'marking', 'settling'] as const;
  const cuts = STEPS.flatMap((step) =>
    (['before', 'after'] as const).map((moment) => ({ step, moment })),
  );

  it.each(cuts)('$moment $step leaves one alert, which is published', async ({ step, moment }) => {
    const received = await pipeline.listen('AlertRaised');
    const cut = Promise.withResolvers<void>();
    /** From that step on, everything it does fails. */
    let isDead = false;
    const intercept = (own: (typeof STEPS)[number]) => async (work: () => Promise<void>) => {
      isDead ||= own === step && moment === 'before';
      if (!isDead) await work();
      isDead ||= own === step;
      if (!isDead) return;
      cut.resolve();
      throw new Error('cut off');
    };
    const models = interceptRecording(pipeline.readModels, async (record) => {
      let recorded: Awaited<ReturnType<typeof record>>;
      await intercept('recording')(async () => {
        recorded = await record();
      });
      return recorded!;
    });
    pipeline.start({
      readModels: interceptMarking(models, intercept('marking')),
      queue: interceptSettling(pipeline.queue, intercept('settling')),
      feed: interceptPublishing(pipeline.feed, (publish, notices) =>
        // New totals are published at any time and do not matter here.
        notices[0]?.type === 'AlertRaised' ? intercept('publishing')(publish) : publish(),
      ),
    });
    await measure(device, 0.75, 0.75);
    await cut.promise;
    await pipeline.stop();
    pipeline.start();
    await expect.poll(() => pipeline.queue.waiting()).toBe(0);
    await allPublished();
    await measured(device, 1);
    const all = await alerts();
    expect(all).toMatchObject([{ deviceId: device, hour: NOW, total: 2_500_000_000n }]);
    const once = step === 'recording' || (step === 'publishing' && moment === 'before');
    await expect.poll(() => received.length).toBeGreaterThanOrEqual(1);
    expect(received.length).toBeLessThanOrEqual(once ? 1 : 2);
    expect(new Set(received.map(({ number }) => number))).toEqual(new Set([all[0]!.number]));
  });

  it('leaves its unpublished alerts to the other projectors', async () => {
    const received = await pipeline.listen('AlertRaised');
    const projector = pipeline.start({
      feed: interceptPublishing(pipeline.feed, async () => {
        throw new EngineUnavailable('this one is cut off from it');
      }),
    });
    await projector.events.caughtUp();
    await measured(device, 2);
    expect(await pipeline.readModels.alerts.countUnpublished()).toBe(1);
    pipeline.start();
    await allPublished();
    await expect.poll(() => received).toHaveLength(1);
  });
});
