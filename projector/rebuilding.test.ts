import { setTimeout as sleep } from 'node:timers/promises';
import { dropDatabase, MONGODB_URL, urlOfATest } from '@energy/engines/mongodb/testing';
import type { Device } from '@energy/read-models';
import {
  DEVICES,
  PROJECTIONS,
  rebuildHours,
  rebuildProjection,
} from '@energy/read-models/projection';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { measurement, Pipeline } from './testing/pipeline.ts';

const DAY = '2026-11-22';
const HOUR = Date.parse(`${DAY}T09:00Z`);
const TIMEOUT = { timeout: 20_000 };

describeRebuilding('in SQLite', async () => ({ url: undefined, remove: async () => {} }));
describe.skipIf(!MONGODB_URL)('with MongoDB', () => {
  describeRebuilding('in MongoDB', async () => {
    const url = urlOfATest();
    return { url, remove: () => dropDatabase(url) };
  });
});

function describeRebuilding(
  where: string,
  make: () => Promise<{ url: string | undefined; remove(): Promise<void> }>,
): void {
  describe(`a rebuild ${where}, while projectors are at work`, () => {
    let pipeline: Pipeline;
    let remove: () => Promise<void>;
    const options = () => ({
      restart: false,
      log: { info() {}, warn: (line: string) => pipeline.warnings.push(line) },
      signal: new AbortController().signal,
      onProgress: () => {},
    });

    beforeEach(async () => {
      const made = await make();
      remove = made.remove;
      pipeline = await Pipeline.open(made.url);
    });

    afterEach(async () => {
      await pipeline.close();
      await remove();
    });

    /** Has a device stand in the read models as no event has made it. */
    async function spoil(id: string, wrong: Partial<Device>): Promise<void> {
      const { devices } = pipeline.readModels;
      const right = (await devices.find(id))!;
      // Newer than it is: no event that there is will mend it.
      await devices.store([{ ...right, ...wrong, revision: right.revision + 100 }]);
    }

    it('corrects what the events do not explain, and loses none that arrive during the rebuild', async () => {
      const projectors = [pipeline.start(), pipeline.start()];
      const devices = await Promise.all(Array.from({ length: 10 }, () => pipeline.register()));
      for (const { events } of projectors) await events.caughtUp();
      const received = await pipeline.listen('AlertRaised', 'AlertsSeen', 'HourlyTotalChanged');
      for (const id of devices) await spoil(id, { description: 'Wrong' });

      let rebuilding = true;
      const changes = (async () => {
        let change = 0;
        for (; rebuilding || change < 10; change++) {
          const data = { maxHourlyConsumption: 2 + change };
          await Promise.all(
            devices.map((id) => pipeline.command(id, { type: 'ChangeDevice', data })),
          );
          expect(await pipeline.readModels.devices.findAll(devices)).toHaveLength(10);
        }
        return change;
      })();
      await rebuildProjection(DEVICES, pipeline, options());
      rebuilding = false;
      const changed = await changes;
      for (const { events } of projectors) await events.caughtUp();

      await vi.waitFor(async () => {
        const rows = await pipeline.readModels.devices.findAll(devices);
        expect(rows.map(({ description }) => description)).toEqual(Array(10).fill('Meter'));
        expect(rows.map(({ revision }) => revision)).toEqual(Array(10).fill(changed));
        expect(rows.map((row) => row.maxHourlyConsumption)).toEqual(Array(10).fill(1 + changed));
      }, TIMEOUT);
      expect(await pipeline.readModels.position()).toBe(await pipeline.eventStore.head());
      expect((await pipeline.readModels.devices.list({ limit: 99 })).devices).toHaveLength(10);
      expect(received).toEqual([]);
      expect(pipeline.warnings).toEqual([]);
    });

    it('is noticed by projectors for which no event comes', async () => {
      const projector = pipeline.start();
      const device = await pipeline.register();
      const user = 'b0000000-0000-4000-8000-00000000000b';
      await pipeline.assign(device, user);
      await projector.events.caughtUp();
      await spoil(device, { decommissionedAt: '2026-01-01T00:00:00.000Z', ownerId: undefined });
      const restarted = pipeline.start();
      await restarted.events.caughtUp();
      await restarted.devices.load(new Set([device]));
      expect(restarted.devices.find(device)?.endsAt).toBeLessThan(HOUR);
      await rebuildProjection(DEVICES, pipeline, options());
      await vi.waitFor(async () => {
        await restarted.devices.load(new Set([device]));
        expect([
          restarted.devices.find(device)?.endsAt,
          restarted.devices.alertRuleOf(device, Date.now())?.ownerId,
        ]).toEqual([Number.POSITIVE_INFINITY, user]);
      }, TIMEOUT);
      await pipeline.publish(measurement(device, HOUR, 0.5));
      await pipeline.settled(1);
      expect(await pipeline.day(device, 'Europe/Brussels', DAY)).toEqual({ '10:00': 500_000_000n });
    });

    it('notifies nobody again, of no projection', async () => {
      const { events } = pipeline.start();
      const device = await pipeline.register();
      await pipeline.assign(device, 'b0000000-0000-4000-8000-00000000000b');
      await pipeline.markSeen('ada', 3);
      await events.caughtUp();
      await pipeline.publish(measurement(device, Date.now(), 5));
      await pipeline.settled(1);
      await expect.poll(() => pipeline.readModels.alerts.countUnpublished()).toBe(0);
      const alerts = await pipeline.readModels.alerts.list({ limit: 9 });
      expect(alerts).toHaveLength(1);
      const received = await pipeline.listen('AlertRaised', 'AlertsSeen', 'HourlyTotalChanged');
      await Promise.all(PROJECTIONS.map((each) => rebuildProjection(each, pipeline, options())));
      await rebuildHours(pipeline.readModels.consumption.review, options());
      await events.caughtUp();
      expect(await pipeline.readModels.alerts.list({ limit: 9 })).toEqual(alerts);
      expect(await pipeline.readModels.alertInboxes.find('ada')).toMatchObject({ through: 3 });
      expect(received).toEqual([]);
      await pipeline.markSeen('ada', 4);
      await expect
        .poll(() => received)
        .toEqual([{ type: 'AlertsSeen', userId: 'ada', through: 4 }]);
    });

    it('of hours loses and doubles no reading that is recorded at the same time', async () => {
      pipeline.start();
      pipeline.start();
      const device = await pipeline.register();
      let sent = 0;
      let rebuilding = true;
      const meter = (async () => {
        for (; rebuilding || sent < 600; sent += 20) {
          const readings = Array.from({ length: 20 }, (_, index) =>
            measurement(device, HOUR + (sent + index) * 1_000, 0.001),
          );
          await pipeline.publish(...readings);
          await sleep(5);
        }
      })();
      for (let round = 0; round < 30; round++) {
        await rebuildHours(pipeline.readModels.consumption.review, options());
        await sleep(5);
      }
      rebuilding = false;
      await meter;
      await pipeline.settled(sent);
      const totals = Object.values(await pipeline.day(device, 'Europe/Brussels', DAY));
      expect(totals.reduce((sum, total) => sum + total, 0n)).toBe(BigInt(sent) * 1_000_000n);
    });
  });
}
