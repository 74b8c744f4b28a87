import type { ReadingsRecorded } from '@energy/live-feed';
import { describe, expect, it } from 'vitest';
import { Throughput } from './throughput.ts';

describe('throughput', () => {
  it('publishes the readings of each interval once, also zero', async () => {
    const notices: ReadingsRecorded[] = [];
    const throughput = new Throughput((notice) => notices.push(notice));
    throughput.count(2);
    throughput.count(3);
    const controller = new AbortController();
    const running = throughput.run(controller.signal, 5);
    await expect.poll(() => notices.length).toBeGreaterThan(1);
    controller.abort();
    await running;
    expect(notices[0]).toMatchObject({ type: 'ReadingsRecorded', readings: 5 });
    expect(notices[0]!.milliseconds).toBeGreaterThan(0);
    expect(notices[1]!.readings).toBe(0);
    expect(new Set(notices.map(({ projectorId }) => projectorId)).size).toBe(1);
  });
});
