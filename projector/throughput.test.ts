import type { ReadingsRecorded } from '@energy/live-feed';
import { describe, expect, it } from 'vitest';
import { Throughput } from './throughput.ts';

describe('what a projector records', () => {
  it('is told every while, each reading once, and also where there were none', async () => {
    const told: ReadingsRecorded[] = [];
    const throughput = new Throughput((notice) => told.push(notice));
    throughput.count(2);
    throughput.count(3);
    const controller = new AbortController();
    const running = throughput.run(controller.signal, 5);
    await expect.poll(() => told.length).toBeGreaterThan(1);
    controller.abort();
    await running;
    expect(told[0]).toMatchObject({ type: 'ReadingsRecorded', readings: 5 });
    expect(told[0]!.milliseconds).toBeGreaterThan(0);
    expect(told[1]!.readings).toBe(0);
    expect(new Set(told.map(({ projectorId }) => projectorId)).size).toBe(1);
  });
});
