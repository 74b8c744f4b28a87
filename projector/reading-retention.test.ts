import { describe, expect, it } from 'vitest';
import { startOfRecord } from './reading-retention.ts';
import { measurement, Pipeline } from './testing/pipeline.ts';

describe('the retention of readings', () => {
  it('keeps whole months before the current one', () => {
    const now = Date.parse('2026-03-31T23:59:59Z');
    expect(startOfRecord(now, 1)).toBe(Date.parse('2026-02-01T00:00Z'));
    expect(startOfRecord(now, 3)).toBe(Date.parse('2025-12-01T00:00Z'));
    expect(startOfRecord(now, 27)).toBe(Date.parse('2023-12-01T00:00Z'));
  });

  it('makes a dead letter of a correction for a month whose readings are dropped', async () => {
    const pipeline = await Pipeline.open();
    const device = await pipeline.register('Europe/Brussels');
    const hour = Date.parse('2020-05-10T10:00Z');
    await pipeline.readModels.consumption.record([
      { deviceId: device, hour, at: hour, energy: 500 },
    ]);
    const log: string[] = [];
    const projector = pipeline.start({
      readingRetentionMonths: 12,
      log: { info: (line) => log.push(line), warn: (line) => log.push(line) },
    });
    await expect.poll(() => log.some((line) => line.startsWith('Dropped'))).toBe(true);
    await pipeline.publish(measurement(device, '2020-05-10T10:00Z', 0.1));
    await pipeline.settled(1);
    const [letter] = await pipeline.queue.deadLetters.list(10);
    expect(letter).toMatchObject({
      reason: 'reading-dropped',
      detail:
        'The readings of 2020-05 are no longer stored (READINGS_KEPT_MONTHS): its hours cannot be corrected.',
    });
    expect(await pipeline.readModels.consumption.hours(device, [hour])).toEqual([
      { hour, total: 500n, readings: 1 },
    ]);
    expect(log.filter((line) => line.includes('ropped'))).toEqual([
      expect.stringMatching(
        /^The readings of the months before \d{4}-\d\d are dropped; the totals/,
      ),
      expect.stringMatching(/^Dropped the readings of 1 hours of devices before \d{4}-\d\d\.$/),
    ]);
    expect(projector.devices.size).toBe(1);
    await pipeline.close();
  });
});
