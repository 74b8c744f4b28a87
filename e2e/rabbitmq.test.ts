import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eventually } from '@energy/testing';
import type { Api } from '@energy/testing/api';
import { TestPlatform } from '@energy/testing/platform';
import { type Channel, connect } from 'amqplib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { correctWhileProjectorIsPaused } from './corrections.ts';
import { killAtRandomMoments, stopAtRandomMoments } from './crashes.ts';
import {
  HOUSEHOLD,
  type Hours,
  householdHours,
  isMeterDataHere,
  localHour,
  REGISTER,
  registerHours,
  registers,
} from './meter-data.ts';
import { measureTraced } from './traced-measuring.ts';

const brokerUrl = process.env.RABBITMQ_URL ?? '';
const run = promisify(execFile);

if (!brokerUrl) {
  console.warn(
    'SKIPPED: the platform on RabbitMQ. Set RABBITMQ_URL to a broker for tests (its queues ' +
      '"measurements…" are deleted), e.g. amqp://guest:guest@127.0.0.1:5672.',
  );
}
if (!isMeterDataHere) {
  console.warn('SKIPPED: real meter data, because ../shared/data is not there.');
}

describe.skipIf(!brokerUrl)('the platform on RabbitMQ', () => {
  let platform: TestPlatform;

  beforeEach(async () => {
    platform = TestPlatform.open({ BROKER_URL: brokerUrl });
    await removeQueues();
    await platform.queue.waiting(); // Makes the queues, which programs publish to by their names.
  });

  afterEach(async () => {
    await platform.close();
    await removeQueues();
  });

  it('is exact although its projector is killed again and again', {
    timeout: 180_000,
  }, async () => {
    await killAtRandomMoments(platform);
  });

  it('returns what it has not recorded to the queue whenever its projector is stopped', {
    timeout: 120_000,
  }, async () => {
    await stopAtRandomMoments(platform);
  });

  it.each([
    ['one queue', '1'],
    ['partitions', '4'],
  ])(
    'records a correction in %s after its original although the projector with the original is paused',
    { timeout: 180_000 },
    async (_, partitions) => {
      await correctWhileProjectorIsPaused(platform, { MEASUREMENT_PARTITIONS: partitions });
    },
  );

  it('refuses another number of partitions, and says what to do', { timeout: 60_000 }, async () => {
    const partitioned = await platform.startProjector({ MEASUREMENT_PARTITIONS: '4' });
    await eventually(async () => (await queueExists('measurements.partition.1')) === true);
    for (const partitions of ['1', '3']) {
      const refused = await platform.startProjector({ MEASUREMENT_PARTITIONS: partitions });
      await refused.waitForOutput(`MEASUREMENT_PARTITIONS is ${partitions}, but the broker has`);
      expect(await refused.stop()).toBe(0);
    }
    expect(await partitioned.stop()).toBe(0);
  });

  it('is traced from a meter’s publication to its recording', { timeout: 60_000 }, async () => {
    const { published, recorded, stored } = await measureTraced(platform);
    expect(published.length).toBeGreaterThan(0);
    const origins = recorded.flatMap(({ parentId, links }) => [parentId, ...links]);
    expect(origins).toEqual(expect.arrayContaining(published.map(({ spanId }) => spanId)));
    for (const { traceId, spanId } of recorded) {
      expect(stored).toContainEqual(expect.objectContaining({ traceId, parentId: spanId }));
    }
  });

  it.skipIf(!isMeterDataHere)(
    'turns a household’s 19,735 rows into the hours that they add up to',
    { timeout: 120_000 },
    async () => {
      const zone = 'Europe/Brussels';
      const device = await platform.registerDevice({ timeZone: zone });
      const projector = await platform.startProjector();
      const simulator = await platform.run(
        'simulator/main.ts',
        '--device',
        device,
        '--file',
        HOUSEHOLD,
        '--column',
        'appliances_wh',
        '--unit',
        'Wh',
        '--from',
        '2016-01-11T17:00',
        '--time-zone',
        zone,
        '--speed',
        'max',
      );
      expect(simulator.output).toContain('19,735 readings sent');
      const expected = householdHours(Date.parse('2016-01-11T17:00+01:00'), zone);
      await expectHours(device, expected, '2016-01-11', '2016-05-28');
      expect(await projector.stop()).toBe(0);
      expect(await platform.queue.waiting()).toBe(0);
    },
  );

  it.skipIf(!isMeterDataHere)(
    'turns a meter’s register into the hours of its differences, over a clock change',
    { timeout: 120_000 },
    async () => {
      const zone = 'Europe/Brussels';
      const device = await platform.registerDevice({ timeZone: zone });
      await platform.startProjector();
      const simulator = await platform.run(
        'simulator/main.ts',
        '--device',
        device,
        '--file',
        REGISTER,
        '--no-header',
        '--register=differences',
        '--from',
        '2026-10-10T00:00',
        '--time-zone',
        zone,
        '--speed',
        'max',
      );
      expect(simulator.output).toContain('3,997 readings sent');
      const expected = registerHours(Date.parse('2026-10-10T00:00+02:00'), zone);
      await expectHours(device, expected, '2026-10-10', '2026-11-07');
    },
  );

  it.skipIf(!isMeterDataHere)(
    'adds up a register that arrives shuffled and repeated to its difference, over a clock change',
    { timeout: 120_000 },
    async () => {
      const timeZone = 'Europe/Brussels';
      const device = await platform.registerDevice({ timeZone, reads: 'register' });
      await platform.startProjector();
      const from = Date.parse('2026-10-10T00:00+02:00');
      const rows = registers();
      const messages = rows.map(({ text }, index) => ({
        timestamp: from + index * 600_000,
        device_id: device,
        measurement_value: text,
        reads: 'register',
      }));
      const repeated = messages.filter((_, index) => index % 10 === 3);
      // Always the same permutation: the steps have no common divisor with the length.
      const all = [...messages, ...repeated];
      const shuffled = all.map((_, index) => all[(index * 1_009) % all.length]!);
      await platform.queue.publish(shuffled.map((each) => Buffer.from(JSON.stringify(each))));
      const until = from + (rows.length - 1) * 600_000;
      const starts = Array.from(
        { length: Math.ceil((until - from) / 3_600_000) },
        (_, index) => from + index * 3_600_000,
      );
      const difference = rows.at(-1)!.value - rows[0]!.value;
      await eventually(async () => (await recorded(device, starts)) === rows.length, 60_000);
      const hours = await platform.readModels.consumption.hours(device, starts);
      expect(hours.reduce((sum, { total }) => sum + total, 0n)).toBe(difference);
      expect(await platform.readModels.consumption.marks(device, starts)).toEqual([]);
      expect(await platform.queue.deadLetters.count()).toBe(0);
    },
  );

  it('takes measurements of programs that are not ours', { timeout: 60_000 }, async () => {
    const device = await platform.registerDevice({ timeZone: 'UTC' });
    await platform.startProjector();
    const message = (minute: number, value: unknown) =>
      JSON.stringify({
        timestamp: Date.UTC(2026, 10, 22, 9, minute),
        device_id: device.toUpperCase(),
        measurement_value: value,
      });
    await eventually(async () => (await platform.readModels.devices.find(device)) !== undefined);
    await amqpPublish('--routing-key', 'measurements', '--body', message(0, 0.25));
    const exchange = ['--exchange', 'energy', '--routing-key', 'measurement.meter.42'];
    await amqpPublish(...exchange, '--body', message(10, '0.5'));
    await amqpPublish(...exchange, '--body', 'no measurement at all');
    const hour = Date.UTC(2026, 10, 22, 9);
    await eventually(async () => (await recorded(device, [hour])) === 2);
    expect(await platform.readModels.consumption.hours(device, [hour])).toEqual([
      { hour, total: 750_000_000n, readings: 2 },
    ]);
    await eventually(async () => (await platform.queue.deadLetters.count()) === 1);
    expect(await platform.queue.deadLetters.list(1)).toMatchObject([{ reason: 'not-json' }]);
  });

  /** Compares what the API shows of some days with what it must show. */
  async function expectHours(
    device: string,
    expected: Hours,
    firstDay: string,
    lastDay: string,
  ): Promise<void> {
    const api = await platform.startApis();
    const readings = [...expected.values()].reduce((sum, hour) => sum + hour.readings, 0);
    let shown: Hours = new Map();
    await eventually(async () => {
      shown = await shownHours(api, device, firstDay, lastDay);
      return [...shown.values()].reduce((sum, hour) => sum + hour.readings, 0) === readings;
    });
    expect(shown).toEqual(expected);
  }

  async function recorded(device: string, hours: number[]): Promise<number> {
    const totals = await platform.readModels.consumption.hours(device, hours);
    return totals.reduce((sum, { readings }) => sum + readings, 0);
  }
});

async function shownHours(
  api: Api,
  device: string,
  firstDay: string,
  lastDay: string,
): Promise<Hours> {
  const shown: Hours = new Map();
  let day = Temporal.PlainDate.from(firstDay);
  for (; Temporal.PlainDate.compare(day, lastDay) <= 0; day = day.add({ days: 1 })) {
    const { timeZone, hours } = await api.consumption(device, day.toString());
    for (const { start, energy, readings } of hours) {
      if (energy === null) continue;
      const billionths = BigInt(energy.toFixed(9).replace('.', ''));
      shown.set(localHour(Date.parse(start), timeZone), { energy: billionths, readings });
    }
  }
  return shown;
}

async function amqpPublish(...args: string[]): Promise<void> {
  await run('amqp-publish', ['--url', brokerUrl, ...args]);
}

async function removeQueues(): Promise<void> {
  await onChannel(async (channel) => {
    await channel.deleteQueue('measurements');
    await channel.deleteQueue('measurements.dead');
    await channel.deleteQueue('measurements.partitions');
    for (let partition = 1; partition <= 4; partition++) {
      await channel.deleteQueue(`measurements.partition.${partition}`);
    }
  });
}

function queueExists(queue: string): Promise<boolean> {
  return onChannel((channel) =>
    channel.checkQueue(queue).then(
      () => true,
      () => false,
    ),
  );
}

async function onChannel<T>(work: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = await connect(brokerUrl);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => {}); // There is no such queue.
    return await work(channel);
  } finally {
    await connection.close();
  }
}
