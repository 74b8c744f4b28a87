import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { EngineUnavailable } from '@energy/engines';
import { BatchLost } from '@energy/measurements';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { interceptRecording, interceptSettling, withOverrides } from './testing/interception.ts';
import { measurement, Pipeline } from './testing/pipeline.ts';

let pipeline: Pipeline;

beforeEach(async () => {
  pipeline = await Pipeline.open();
});

afterEach(async () => {
  await pipeline.close();
});

describe('recording readings', () => {
  it('adds up the hours of the zone of the device', async () => {
    const brussels = await pipeline.register('Europe/Brussels');
    const kolkata = await pipeline.register('Asia/Kolkata');
    pipeline.start();
    await pipeline.publish(
      measurement(brussels, '2026-11-22T09:00Z', 0.1),
      measurement(brussels, '2026-11-22T09:59:59.999Z', 0.2),
      measurement(brussels, '2026-11-22T10:00Z', 0.4),
      measurement(kolkata, '2026-11-22T09:29Z', 0.1),
      measurement(kolkata, '2026-11-22T09:30Z', 0.2),
    );
    await pipeline.settled(5);
    expect(await pipeline.day(brussels, 'Europe/Brussels', '2026-11-22')).toEqual({
      '10:00': 300_000_000n,
      '11:00': 400_000_000n,
    });
    expect(await pipeline.day(kolkata, 'Asia/Kolkata', '2026-11-22')).toEqual({
      '14:00': 100_000_000n,
      '15:00': 200_000_000n,
    });
  });

  it('distinguishes the two hours that a clock change makes of one', async () => {
    const device = await pipeline.register('Europe/Brussels');
    pipeline.start();
    await pipeline.publish(
      measurement(device, '2026-10-25T00:30Z', 1),
      measurement(device, '2026-10-25T01:30Z', 2),
    );
    await pipeline.settled(2);
    const starts = ['2026-10-25T00:00Z', '2026-10-25T01:00Z'].map((text) => Date.parse(text));
    expect(await pipeline.readModels.consumption.hours(device, starts)).toEqual([
      { hour: starts[0], total: 1_000_000_000n, readings: 1 },
      { hour: starts[1], total: 2_000_000_000n, readings: 1 },
    ]);
  });

  it('knows a device whose registration it has yet to read', async () => {
    pipeline.start();
    for (let n = 0; n < 20; n++) {
      const device = await pipeline.register();
      await pipeline.publish(measurement(device, '2026-11-22T09:00Z', 0.1));
    }
    await pipeline.settled(20);
    expect(await pipeline.queue.deadLetters.count()).toBe(0);
  });

  it('continues where it stopped, with the devices that it knew', async () => {
    const device = await pipeline.register();
    pipeline.start();
    await pipeline.publish(measurement(device, '2026-11-22T09:00Z', 0.1));
    await pipeline.settled(1);
    await pipeline.stop();
    await pipeline.publish(measurement(device, '2026-11-22T09:10Z', 0.2));
    const other = await pipeline.register();
    await pipeline.publish(measurement(other, '2026-11-22T09:10Z', 0.7));
    pipeline.start();
    await pipeline.settled(3);
    const day = { '10:00': 300_000_000n };
    expect(await pipeline.day(device, 'Europe/Brussels', '2026-11-22')).toEqual(day);
    expect(await pipeline.readModels.devices.find(other)).toMatchObject({ id: other });
  });
});

describe('a batch that the queue has taken back', () => {
  it('is not recorded by the projector that was paused: what came since stays', async () => {
    const device = await pipeline.register();
    const warnings: string[] = [];
    let isLost = true;
    const queue = withOverrides(pipeline.queue, {
      async *consume(options) {
        for await (const batch of pipeline.queue.consume(options)) {
          yield withOverrides(batch, {
            assertOwned() {
              if (isLost) throw new BatchLost();
            },
          });
        }
      },
    });
    pipeline.start({
      queue,
      log: {
        info() {},
        warn(line) {
          if (!line.includes('were not recorded')) return;
          isLost = false;
          warnings.push(line);
        },
      },
    });
    await pipeline.publish(measurement(device, '2026-11-22T09:00Z', 0.1));
    await pipeline.settled(1);
    expect(warnings).toEqual([expect.stringMatching(/^1 readings were not recorded: /)]);
    expect(pipeline.batches).toMatchObject([{ recorded: 1, repeated: 0 }]);
  });
});

describe('what can never be recorded', () => {
  it('ends among the dead letters with its reason, and the rest flows on', async () => {
    const device = await pipeline.register();
    pipeline.start();
    const tomorrow = Date.now() + 86_400_000;
    const good = measurement(device, '2026-11-22T09:00Z', 0.1);
    const unknown = measurement(randomUUID(), '2026-11-22T09:00Z', 0.1);
    await pipeline.queue.publish([Buffer.from([0xc3, 0x28]), Buffer.from('{'), Buffer.from('[]')]);
    await pipeline.publish(
      { ...good, device_id: 'fridge' },
      { ...good, timestamp: '1999-01-01' },
      { ...good, timestamp: 946_684_799_999 },
      { ...good, timestamp: tomorrow + 60_000 },
      { ...good, measurement_value: -0.1 },
      { ...good, measurement_value: 'NaN' },
      { ...good, measurement_value: 1e300 },
      unknown,
      good,
    );
    await pipeline.settled(12);
    const letters = await pipeline.queue.deadLetters.list(100);
    expect(letters.map(({ reason }) => reason).sort()).toEqual([
      'device-id-malformed',
      'device-unknown',
      'not-an-object',
      'not-json',
      'not-utf8',
      'timestamp-malformed',
      'timestamp-out-of-range',
      'timestamp-out-of-range',
      'value-negative',
      'value-not-finite',
      'value-too-large',
    ]);
    expect(letters.find(({ reason }) => reason === 'device-unknown')).toMatchObject({
      detail: `No device ${unknown.device_id} is registered.`,
      body: new Uint8Array(Buffer.from(JSON.stringify(unknown))),
    });
    const day = { '10:00': 100_000_000n };
    expect(await pipeline.day(device, 'Europe/Brussels', '2026-11-22')).toEqual(day);
  });

  it('is recorded by a replay once its device is registered', async () => {
    pipeline.start();
    const id = randomUUID();
    await pipeline.publish(measurement(id, '2026-11-22T09:00Z', 0.1));
    await pipeline.settled(1);
    const data = {
      description: 'Late',
      address: 'Here',
      maxHourlyConsumption: 1,
      timeZone: 'UTC',
    };
    await pipeline.command(id, { type: 'RegisterDevice', data });
    expect(await pipeline.queue.deadLetters.replay('device-unknown')).toBe(1);
    await pipeline.settled(2);
    expect(await pipeline.day(id, 'UTC', '2026-11-22')).toEqual({ '09:00': 100_000_000n });
    expect(await pipeline.queue.deadLetters.count()).toBe(0);
  });

  it('is what a decommissioned device measures, but not what it measured before', async () => {
    const device = await pipeline.register('UTC');
    const projector = pipeline.start();
    await pipeline.command(device, { type: 'DecommissionDevice' });
    await projector.events.caughtUp();
    const before = measurement(device, '2026-11-22T09:00Z', 0.1);
    const after = measurement(device, Date.now() + 1_000, 0.1);
    await pipeline.publish(before, after);
    await pipeline.settled(2);
    expect(await pipeline.queue.deadLetters.list(9)).toMatchObject([
      { reason: 'device-decommissioned' },
    ]);
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 100_000_000n });
  });

  it('is a reading for which its hour has no room', async () => {
    const device = await pipeline.register('UTC');
    pipeline.start();
    const start = Date.parse('2026-11-22T09:00Z');
    const largest = 9_007_199.25;
    const many = Array.from({ length: 1_100 }, (_, n) => measurement(device, start + n, largest));
    await pipeline.publish(...many);
    await pipeline.settled(1_100);
    const [letter] = await pipeline.queue.deadLetters.list(1);
    expect(letter).toMatchObject({ reason: 'hour-out-of-range' });
    expect(JSON.parse(Buffer.from(letter!.body).toString())).toEqual(many[1_024]);
  });
});

describe('an array of readings', () => {
  const at = (minute: number) => Date.parse('2026-11-22T09:00Z') + minute * 60_000;

  it('is recorded, and each bad element is a dead letter of its own with its index', async () => {
    const device = await pipeline.register('UTC');
    pipeline.start();
    const unknown = measurement(randomUUID(), at(20), 1);
    const array = [
      measurement(device, at(0), 0.1),
      measurement(device, at(10), -1),
      unknown,
      'reading',
      measurement(device, at(30), 0.2),
      measurement(device, at(0), 0.3),
    ];
    await pipeline.publish(array);
    await pipeline.settled(1);
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 500_000_000n });
    const letters = await pipeline.queue.deadLetters.list(10);
    expect(
      letters.map(({ body, reason, detail }) => ({
        body: JSON.parse(Buffer.from(body).toString()),
        reason,
        detail,
      })),
    ).toEqual([
      {
        body: array[1],
        reason: 'value-negative',
        detail: 'Element 1 of the array: The measurement_value -1 is negative.',
      },
      {
        body: unknown,
        reason: 'device-unknown',
        detail: `Element 2 of the array: No device ${unknown.device_id} is registered.`,
      },
      {
        body: 'reading',
        reason: 'not-an-object',
        detail: 'Element 3 of the array: The message is not a JSON object but "reading".',
      },
    ]);
  });

  it('keeps the routing key of its message in the dead letters of its elements', async () => {
    const device = await pipeline.register('UTC');
    const queue = withOverrides(pipeline.queue, {
      async *consume(options) {
        for await (const batch of pipeline.queue.consume(options)) {
          yield withOverrides(batch, {
            routingKeys: ['measurement.cellar'],
            settle: async (rejected) => {
              routingKeys.push(...(rejected ?? []).map(({ routingKey }) => routingKey));
              await batch.settle(rejected);
            },
          });
        }
      },
    });
    const routingKeys: unknown[] = [];
    pipeline.start({ queue });
    await pipeline.publish([measurement(device, at(0), -1), measurement(randomUUID(), at(0), 1)]);
    await pipeline.settled(1);
    expect(routingKeys).toEqual(['measurement.cellar', 'measurement.cellar']);
  });

  it('changes nothing when it comes again, whether it was stored or settled before', async () => {
    const devices = [await pipeline.register('UTC'), await pipeline.register('UTC')];
    const array = Array.from({ length: 100 }, (_, index) =>
      measurement(devices[index % 2]!, at(index / 2), 0.01),
    );
    const bad = measurement(devices[0]!, at(59), -1);
    const message = gzipSync(JSON.stringify([...array, bad]));
    await pipeline.queue.publish([message, message]);
    for (const cut of ['before storing', 'after storing', 'before settling', 'after settling']) {
      const finished = Promise.withResolvers<void>();
      const cutOff = () => {
        finished.resolve();
        throw new Error('cut off');
      };
      pipeline.start({
        batchSize: 1,
        readModels: interceptRecording(pipeline.readModels, async (record) => {
          if (cut === 'before storing') cutOff();
          const recorded = await record();
          if (cut === 'after storing') cutOff();
          return recorded;
        }),
        queue: interceptSettling(pipeline.queue, async (settle) => {
          if (cut === 'before settling') cutOff();
          await settle();
          cutOff();
        }),
      });
      await finished.promise;
      await pipeline.stop();
    }
    pipeline.start();
    await pipeline.settled(1);
    for (const device of devices) {
      expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 500_000_000n });
    }
    // Once for each message that was published.
    expect(await pipeline.queue.deadLetters.count()).toBe(2);
  });

  it('is recorded group by group where a batch has many', async () => {
    const device = await pipeline.register('UTC');
    const arrays = Array.from({ length: 5 }, (_, message) =>
      Array.from({ length: 10_000 }, (_, index) =>
        measurement(device, at(60 * message) + index * 100, 1e-9),
      ),
    );
    let stored: number[] = [];
    let failures = 1;
    pipeline.start({
      readModels: interceptRecording(pipeline.readModels, async (record, readings) => {
        // The first group is stored, then the engine fails.
        if (stored.length === 1 && failures-- > 0) throw new EngineUnavailable('the disk is full');
        stored = [...stored, readings.length];
        return record();
      }),
    });
    await pipeline.publish(...arrays);
    await pipeline.settled(5);
    expect(stored).toEqual([20_000, 20_000, 10_000]);
    expect(Object.values(await pipeline.day(device, 'UTC', '2026-11-22'))).toEqual(
      arrays.map(() => 10_000n),
    );
  });

  it('becomes one dead letter where a batch has too many of them, and none of it is recorded', async () => {
    const device = await pipeline.register('UTC');
    const bad = Array.from({ length: 9_999 }, () => 0);
    const array = [measurement(device, at(0), 0.1), ...bad];
    const good = [measurement(device, at(10), 0.2), measurement(device, at(20), 0.3)];
    await pipeline.publish(...Array.from({ length: 3 }, () => array), good);
    pipeline.start();
    await pipeline.settled(4);
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 600_000_000n });
    expect(await pipeline.queue.deadLetters.count()).toBe(2 * 9_999 + 1);
    const [whole] = (await pipeline.queue.deadLetters.list(30_000)).slice(-1);
    expect(whole).toMatchObject({
      reason: 'not-an-object',
      detail:
        '9999 of 10000 elements cannot be recorded. Element 1 of the array: ' +
        'The message is not a JSON object but 0.',
    });
    expect(JSON.parse(Buffer.from(whole!.body).toString())).toHaveLength(10_000);
  });
});

describe('a meter whose clock is wrong', () => {
  it('overwrites nothing and raises no alert: its readings are dead letters', async () => {
    const device = await pipeline.register('UTC');
    pipeline.start();
    await pipeline.publish(
      measurement(device, '2000-01-01T00:00:00Z', 2),
      measurement(device, '2000-01-01T00:10:00Z', 3),
      measurement(device, '2000-01-01T00:00:00Z', 4),
      measurement(device, Date.now() + 16 * 60_000, 5),
      measurement(device, Date.now() + 3_600_000, 5),
    );
    await pipeline.settled(5);
    const letters = await pipeline.queue.deadLetters.list(10);
    expect(letters.map(({ reason }) => reason)).toEqual(Array(5).fill('timestamp-out-of-range'));
    expect(await pipeline.day(device, 'UTC', '2000-01-01')).toEqual({});
    expect(await pipeline.readModels.alerts.list({ limit: 10 })).toEqual([]);
  });

  it('records what lies a little ahead of this clock', async () => {
    const device = await pipeline.register('UTC');
    pipeline.start();
    await pipeline.publish(measurement(device, Date.now() + 14 * 60_000, 0.1));
    await pipeline.settled(1);
    expect(pipeline.batches).toMatchObject([{ recorded: 1, rejected: [] }]);
  });
});

describe('while an engine is away', () => {
  it('keeps the batch, says so, and records it once', async () => {
    const device = await pipeline.register('UTC');
    let failures = 3;
    pipeline.start({
      readModels: interceptRecording(pipeline.readModels, async (record) => {
        if (failures-- > 0) throw new EngineUnavailable('the disk is full');
        return record();
      }),
    });
    await pipeline.publish(measurement(device, '2026-11-22T09:00Z', 0.1));
    await pipeline.settled(1);
    expect(pipeline.warnings).toHaveLength(3);
    expect(pipeline.warnings[0]).toMatch(
      /^Can't record readings, trying again in \d+ ms: EngineUnavailable: the disk is full$/,
    );
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 100_000_000n });
  });

  it('can be stopped, and nothing is lost', async () => {
    const device = await pipeline.register('UTC');
    pipeline.start({
      readModels: interceptRecording(pipeline.readModels, async () => {
        throw new EngineUnavailable('the disk is full');
      }),
    });
    await pipeline.publish(measurement(device, '2026-11-22T09:00Z', 0.1));
    while (pipeline.warnings.length === 0) await new Promise(setImmediate);
    await pipeline.stop();
    pipeline.start();
    await pipeline.settled(1);
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 100_000_000n });
  });
});

describe('several projectors on one queue', () => {
  it('record every reading once', async () => {
    const devices = await Promise.all(Array.from({ length: 20 }, () => pipeline.register('UTC')));
    pipeline.start({ batchSize: 7 });
    pipeline.start({ batchSize: 11 });
    const start = Date.parse('2026-11-22T09:00Z');
    const readings = Array.from({ length: 3_000 }, (_, n) =>
      measurement(devices[n % 20]!, start + Math.floor(n / 20) * 1_000, 0.001),
    );
    await pipeline.publish(...readings, ...readings.slice(0, 300));
    await pipeline.settled(3_300);
    for (const device of devices) {
      expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 150_000_000n });
    }
  });
});

describe('whatever happens', () => {
  it('the totals equal the sum of the readings', async () => {
    const zones = ['Europe/Brussels', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
    const devices = await Promise.all(zones.map((zone) => pipeline.register(zone)));
    // Around the end of October: Brussels changes its clocks, Lord Howe has done so by half an hour.
    const from = Date.parse('2026-10-24T12:00Z');
    const reading = fc.record({
      device: fc.nat(2),
      minute: fc.nat(36 * 60),
      kWh: fc.oneof(fc.double({ min: 0, max: 9, noNaN: true }), fc.nat(9_000_000)),
    });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(reading, {
          minLength: 1,
          maxLength: 60,
          selector: ({ device, minute }) => `${device} ${minute}`,
        }),
        fc.array(fc.nat(), { maxLength: 10 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.constantFrom('before', 'after', 'unsettled', 'none'), { maxLength: 12 }),
        async (first, again, batchSize, cuts) => {
          const shift = round++ * 60_000 * 60 * 24 * 7;
          const message = ({ device, minute, kWh }: (typeof first)[number]) =>
            measurement(devices[device]!, from - shift + minute * 60_000, kWh);
          const repeated = again.map((index) => first[index % first.length]!);
          const corrected = first.slice(0, 5).map((r) => ({ ...r, kWh: r.kWh / 2 }));
          await recordCutting(cuts, batchSize, [...first, ...repeated].map(message));
          await recordCutting(cuts, batchSize, corrected.map(message));
          for (const [index, zone] of zones.entries()) {
            const own = [...corrected, ...first.slice(5)].filter(({ device }) => device === index);
            await expectDefinition(devices[index]!, zone, own.map(message));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  /** Records messages while the projector is cut off at the given steps, and restarted. */
  async function recordCutting(
    cuts: readonly string[],
    batchSize: number,
    messages: readonly unknown[],
  ): Promise<void> {
    await pipeline.publish(...messages);
    const left = [...cuts];
    while ((await pipeline.queue.waiting()) > 0) {
      const finished = Promise.withResolvers<void>();
      const cut = left.shift() ?? 'none';
      pipeline.start({
        batchSize,
        queue: interceptSettling(pipeline.queue, async (settle) => {
          if (cut === 'unsettled') {
            finished.resolve();
            throw new Error('cut off');
          }
          await settle();
          if ((await pipeline.queue.waiting()) === 0) finished.resolve();
        }),
        readModels: interceptRecording(pipeline.readModels, async (record) => {
          if (cut === 'before' || cut === 'after') {
            if (cut === 'after') await record();
            finished.resolve();
            throw new Error('cut off');
          }
          return record();
        }),
      });
      await finished.promise;
      await pipeline.stop();
    }
  }

  /** The definition: per hour of the zone's clocks, the sum of the readings taken in it. */
  async function expectDefinition(
    device: string,
    zone: string,
    readings: readonly ReturnType<typeof measurement>[],
  ): Promise<void> {
    const expected = new Map<number, bigint>();
    for (const { timestamp, measurement_value: kWh } of readings) {
      const hour = hourByDefinition(zone, timestamp);
      expected.set(hour, (expected.get(hour) ?? 0n) + wholeMicrowattHours(kWh));
    }
    const hours = [...expected.keys()].sort((a, b) => a - b);
    const totals = await pipeline.readModels.consumption.hours(device, hours);
    expect(totals.map(({ hour, total }) => [hour, total])).toEqual(
      hours.map((hour) => [hour, expected.get(hour)]),
    );
  }
});

/** Back to the minute at which the local clock showed a full hour, or had just been changed. */
function hourByDefinition(zone: string, at: number): number {
  const clock = (epoch: number) =>
    Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO(zone);
  let minute = at - (at % 60_000);
  while (clock(minute).minute !== 0 && clock(minute).offset === clock(minute - 1).offset) {
    minute -= 60_000;
  }
  return minute;
}

/** Rounds kWh to nine decimals by its digits. */
function wholeMicrowattHours(kWh: number): bigint {
  const [digits = '', exponent = '0'] = kWh.toExponential().split('e');
  const places = 9 + Number(exponent) - (digits.length > 1 ? digits.length - 2 : 0);
  const whole = BigInt(digits.replace('.', ''));
  if (places >= 0) return whole * 10n ** BigInt(places);
  const unit = 10n ** BigInt(-places);
  return whole / unit + ((whole % unit) * 2n >= unit ? 1n : 0n);
}
