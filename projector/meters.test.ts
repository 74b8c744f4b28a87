import { hourAlerts } from '@energy/read-models';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measurement, Pipeline } from './testing/pipeline.ts';

const TEN_MINUTES_MS = 600_000;

let pipeline: Pipeline;

beforeEach(async () => {
  pipeline = await Pipeline.open();
});

afterEach(() => pipeline.close());

async function reasons(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { reason } of await pipeline.queue.deadLetters.list(100)) {
    found[reason] = (found[reason] ?? 0) + 1;
  }
  return found;
}

describe('a meter that stamps the end of its intervals', () => {
  it('counts a reading for the hour of the instant just before', async () => {
    const device = await pipeline.register('Europe/Brussels', { stampedAt: 'end' });
    pipeline.start();
    await pipeline.publish(
      measurement(device, '2026-11-22T09:00Z', 0.1),
      measurement(device, '2026-11-22T09:10Z', 0.2),
      measurement(device, '2026-11-22T10:00Z', 0.4),
    );
    await pipeline.settled(3);
    expect(await pipeline.day(device, 'Europe/Brussels', '2026-11-22')).toEqual({
      '09:00': 100_000_000n,
      '10:00': 600_000_000n,
    });
  });

  it.each([
    ['Europe/Brussels', '2026-03-29', 23 * 6],
    ['Europe/Brussels', '2026-10-25', 25 * 6],
    ['Australia/Lord_Howe', '2026-03-29', 24 * 6],
    ['Australia/Lord_Howe', '2026-04-05', 24.5 * 6],
    ['Australia/Lord_Howe', '2026-10-04', 23.5 * 6],
    ['Australia/Lord_Howe', '2026-10-25', 24 * 6],
    ['America/St_Johns', '2026-03-08', 23 * 6],
    ['America/St_Johns', '2026-03-29', 24 * 6],
    ['America/St_Johns', '2026-11-01', 25 * 6],
    ['America/St_Johns', '2026-10-25', 24 * 6],
  ])('fills every hour of a day in %s on %s', async (timeZone, day, readings) => {
    const device = await pipeline.register(timeZone, { stampedAt: 'end' });
    pipeline.start();
    const date = Temporal.PlainDate.from(day);
    const start = date.toZonedDateTime(timeZone).epochMilliseconds;
    const stamps = Array.from(
      { length: readings + 2 },
      (_, index) => start + index * TEN_MINUTES_MS,
    );
    await pipeline.publish(...stamps.map((at) => measurement(device, at, 0.1)));
    await pipeline.settled(stamps.length);
    const hours = await pipeline.hoursOf(device, timeZone, day);
    // The first stamp ends the day before, and the last one begins the day after.
    expect(hours.reduce((sum, hour) => sum + hour.readings, 0)).toBe(readings);
    for (const { minutes, readings: count, total } of hours) {
      expect({ count, total }).toEqual({
        count: minutes / 10,
        total: BigInt(minutes) * 10_000_000n,
      });
    }
  });
});

describe('a meter with a unit', () => {
  it('counts Wh and MWh exactly, and the unit of a message before its own', async () => {
    const device = await pipeline.register('UTC', { unit: 'Wh' });
    pipeline.start();
    await pipeline.publish(
      measurement(device, '2026-11-22T09:00Z', 100.5),
      { ...measurement(device, '2026-11-22T10:00Z', 0.1), unit: 'kWh' },
      { ...measurement(device, '2026-11-22T11:00Z', 0.1), unit: 'MWh' },
      measurement(device, '2026-11-22T12:00Z', 100_000_000),
    );
    await pipeline.settled(4);
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({
      '09:00': 100_500_000n,
      '10:00': 100_000_000n,
      '11:00': 100_000_000_000n,
      '12:00': 100_000_000_000_000n,
    });
  });

  it('converts volumes by the factor of the local day of their interval', async () => {
    const device = await pipeline.register('Europe/Brussels', {
      medium: 'gas',
      unit: 'm3',
      stampedAt: 'end',
      kWhPerCubicMetre: [
        { validFrom: '2026-01-01', factor: 11.2 },
        { validFrom: '2026-10-01', factor: 11.4 },
      ],
    });
    pipeline.start();
    await pipeline.publish(
      measurement(device, '2025-06-01T12:00Z', 1),
      measurement(device, '2026-09-30T22:00Z', 2),
      measurement(device, '2026-09-30T22:10Z', 2),
    );
    await pipeline.settled(3);
    const day = (date: string) => pipeline.day(device, 'Europe/Brussels', date);
    expect(await day('2025-06-01')).toEqual({ '13:00': 11_200_000_000n });
    expect(await day('2026-09-30')).toEqual({ '23:00': 22_400_000_000n });
    expect(await day('2026-10-01')).toEqual({ '00:00': 22_800_000_000n });
  });

  it('rejects what it cannot mean', async () => {
    const device = await pipeline.register();
    const wh = await pipeline.register('UTC', { unit: 'Wh' });
    pipeline.start();
    const at = '2026-11-22T09:00Z';
    await pipeline.publish(
      { ...measurement(device, at, 1), unit: 'm3' },
      { ...measurement(wh, at, 1), unit: 'm3' },
      { ...measurement(device, at, 1), reads: 'register' },
      measurement(device, at, 9_007_199.3),
    );
    await pipeline.settled(4);
    expect(await reasons()).toEqual({
      'unit-mismatch': 2,
      'reads-mismatch': 1,
      'value-too-large': 1,
    });
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({});
  });
});

describe('a meter that was installed on a day', () => {
  it('rejects readings of intervals before that day in its time zone', async () => {
    const meter = { installedOn: '2026-11-22', stampedAt: 'end' } as const;
    const device = await pipeline.register('Europe/Brussels', meter);
    pipeline.start();
    await pipeline.publish(
      measurement(device, '2026-11-21T23:00Z', 0.1),
      measurement(device, '2026-11-21T23:10Z', 0.2),
    );
    await pipeline.settled(2);
    expect(await reasons()).toEqual({ 'before-installation': 1 });
    expect(await pipeline.day(device, 'Europe/Brussels', '2026-11-22')).toEqual({
      '00:00': 200_000_000n,
    });
  });
});

describe('a meter with a maximum power', () => {
  it('holds back a reading that implies more, and raises no alert for it', async () => {
    const device = await pipeline.register('UTC', { maxPower: 10 });
    pipeline.start();
    const overflow = measurement(device, '2026-11-22T09:00Z', 4_294_967.296);
    await pipeline.publish(overflow, overflow);
    await pipeline.publish(measurement(device, '2026-11-22T09:10Z', 0.9));
    // 10 kW for ten minutes are 1.6̅ kWh.
    await pipeline.publish(measurement(device, '2026-11-22T10:00Z', 1.666666666));
    await pipeline.publish(measurement(device, '2026-11-22T11:00Z', 1.666666667));
    await pipeline.settled(5);
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({
      '09:00': 900_000_000n,
      '10:00': 1_666_666_666n,
    });
    const alerts = hourAlerts(await pipeline.readModels.alerts.list({ limit: 10 }));
    expect(alerts.map(({ hour }) => new Date(hour).getUTCHours())).toEqual([10]);
    const starts = [9, 10, 11].map((hour) => Date.UTC(2026, 10, 22, hour));
    expect(await pipeline.readModels.consumption.marks(device, starts)).toMatchObject([
      { hour: starts[0], suspect: 1 },
      { hour: starts[2], suspect: 1 },
    ]);
  });

  it('compares with the power of its interval', async () => {
    const device = await pipeline.register('UTC', { maxPower: 10, intervalMinutes: 60 });
    pipeline.start();
    await pipeline.publish(measurement(device, '2026-11-22T09:00Z', 10));
    await pipeline.publish(measurement(device, '2026-11-22T10:00Z', 10.1));
    await pipeline.settled(2);
    const day = { '09:00': 10_000_000_000n };
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual(day);
  });
});

describe('a meter that reads a register', () => {
  it('has the energy between its readings, in its unit', async () => {
    const device = await pipeline.register('Europe/Brussels', { reads: 'register', unit: 'Wh' });
    pipeline.start();
    await pipeline.publish(measurement(device, '2026-11-22T11:05Z', 13_426_500));
    await pipeline.publish(
      measurement(device, '2026-11-22T08:55Z', 13_423_500),
      { ...measurement(device, '2026-11-22T09:05Z', 13_424_500), reads: 'register' },
      { ...measurement(device, '2026-11-22T09:05Z', 1), reads: 'interval' },
    );
    await pipeline.settled(4);
    expect(await reasons()).toEqual({ 'reads-mismatch': 1 });
    expect(await pipeline.day(device, 'Europe/Brussels', '2026-11-22')).toEqual({
      '09:00': 500_000_000n,
      '10:00': 1_416_666_666n,
      '11:00': 1_000_000_000n,
      '12:00': 83_333_334n,
    });
  });

  it('holds back a register that implies more than its power, and raises no alert for it', async () => {
    const device = await pipeline.register('UTC', { reads: 'register', maxPower: 10 });
    pipeline.start();
    await pipeline.publish(
      measurement(device, '2026-11-22T09:00Z', 1),
      measurement(device, '2026-11-22T09:10Z', 4_294_967.296),
      measurement(device, '2026-11-22T09:20Z', 1.5),
    );
    await pipeline.settled(3);
    expect(await pipeline.readModels.alerts.list({ limit: 10 })).toEqual([]);
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 500_000_000n });
  });

  it('rolls over by its digits, which may become known later', async () => {
    const device = await pipeline.register('UTC', { reads: 'register' });
    pipeline.start();
    const kWh = [99999.7, 99999.9, 0.2, 0.4];
    const registers = kWh.map((value, index) =>
      measurement(device, `2026-11-22T09:${index}0Z`, value),
    );
    await pipeline.publish(...registers);
    await pipeline.settled(4);
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 400_000_000n });
    await pipeline.command(device, { type: 'ChangeDevice', data: { registerDigits: 5 } });
    await expect
      .poll(() => pipeline.day(device, 'UTC', '2026-11-22'), { timeout: 30_000 })
      .toEqual({ '09:00': 700_000_000n });
  });

  it('counts the energy of both meters in the hour of a replacement', async () => {
    const device = await pipeline.register('UTC', { reads: 'register' });
    pipeline.start();
    await pipeline.publish(
      measurement(device, '2026-11-22T09:00Z', 13423.5),
      measurement(device, '2026-11-22T09:10Z', 13423.6),
      measurement(device, '2026-11-22T09:40Z', 0.2),
      measurement(device, '2026-11-22T09:50Z', 0.3),
      measurement(device, '2026-11-22T10:00Z', 0.6),
    );
    await pipeline.settled(5);
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual({ '09:00': 500_000_000n });
    const replacement = {
      replacedAt: '2026-11-22T09:25:00Z',
      finalReading: 13424,
      firstReading: 0.1,
      reason: 'Calibration expired',
    };
    const data = { ...replacement, now: Date.now() };
    await pipeline.command(device, { type: 'ReplaceMeter', data });
    await expect
      .poll(() => pipeline.day(device, 'UTC', '2026-11-22'), { timeout: 30_000 })
      .toEqual({ '09:00': 1_000_000_000n });
    const { wrong } = await pipeline.readModels.consumption.review.next(undefined);
    expect(wrong).toEqual([]);
  });
});

describe('a description that changes', () => {
  it('holds for the readings that are recorded afterwards', async () => {
    const device = await pipeline.register('UTC');
    pipeline.start();
    await pipeline.publish(measurement(device, '2026-11-22T09:00Z', 5));
    await pipeline.settled(1);
    await pipeline.command(device, { type: 'ChangeDevice', data: { maxPower: 10 } });
    await pipeline.stop();
    pipeline.start();
    await pipeline.publish(measurement(device, '2026-11-22T10:00Z', 5));
    await pipeline.settled(2);
    const day = { '09:00': 5_000_000_000n };
    expect(await pipeline.day(device, 'UTC', '2026-11-22')).toEqual(day);
  });
});
