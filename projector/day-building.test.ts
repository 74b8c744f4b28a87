import type { BuildOptions } from '@energy/read-models';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildDays } from './day-building.ts';

const HOUR = Date.UTC(2026, 10, 22, 9);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Logs one build of `steps` steps, of which each takes a second. */
async function logOf(
  steps: number,
  step: (options: BuildOptions, number: number) => void,
): Promise<readonly string[]> {
  const log: string[] = [];
  const controller = new AbortController();
  const build = async (options: BuildOptions) => {
    for (let number = 1; number <= steps; number++) {
      vi.advanceTimersByTime(1_000);
      step(options, number);
    }
  };
  const info = (line: string) => log.push(line);
  const running = buildDays({ build }, { log: { info, warn: info }, signal: controller.signal });
  await vi.advanceTimersByTimeAsync(0);
  controller.abort();
  await running;
  return log;
}

describe('building daily totals', () => {
  it('logs every five seconds how many hours are added, and how many at the end', async () => {
    const log = await logOf(11, ({ onProgress }, number) =>
      onProgress({ hours: number * 100, through: HOUR, last: HOUR + 3_600_000 }),
    );
    const progress = (hours: number) =>
      `Building the daily totals: ${hours} hours of devices, up to 2026-11-22T09:00:00.000Z of ` +
      '2026-11-22T10:00:00.000Z. Recording and queries continue.';
    expect(log).toEqual([
      progress(500),
      progress(1_000),
      'The daily totals of 1100 hours of devices are built.',
    ]);
  });

  it('logs how many devices are moved to other time zones', async () => {
    const log = await logOf(7, ({ onZoneProgress }, number) =>
      onZoneProgress?.({ devices: number, all: 7 }),
    );
    expect(log).toEqual([
      'Moving daily totals to other time zones: 5 of 7 devices. Recording and queries continue.',
      'The daily totals of 7 devices are moved to other time zones.',
    ]);
  });

  it('logs how many time zones are compared at the start', async () => {
    const log = await logOf(6, ({ onZoneComparison }, number) =>
      onZoneComparison?.({ devices: number, all: 6 }),
    );
    expect(log).toEqual([
      'Comparing the time zones of daily totals: 5 of 6 devices. Recording and queries continue.',
      'The time zones of 6 devices are compared.',
    ]);
  });

  it('logs nothing where it takes a moment', async () => {
    const log = await logOf(3, ({ onProgress, onZoneProgress }, number) => {
      onProgress({ hours: number, through: HOUR, last: HOUR });
      onZoneProgress?.({ devices: number, all: 3 });
    });
    expect(log).toEqual([]);
  });
});
