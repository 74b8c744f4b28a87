import { EngineUnavailable } from '@energy/engines';
import type { LastReading } from '@energy/read-models';
import { describe, expect, it } from 'vitest';
import { LastSeen } from './last-seen.ts';

const NOW = Date.parse('2026-11-22T12:00Z');

/** A LastSeen on a store that fails so many times first; `batches` are the stored ones. */
function startLastSeen({ failures = 0 } = {}) {
  const batches: (readonly LastReading[])[] = [];
  const warnings: string[] = [];
  const controller = new AbortController();
  const lastSeen = new LastSeen({
    lastReadings: {
      async note(readings) {
        if (failures-- > 0) throw new EngineUnavailable('the read models are away');
        batches.push(readings);
      },
      find: async () => [],
      async *all() {},
    },
    log: { info: () => undefined, warn: (line) => warnings.push(line) },
    signal: controller.signal,
  });
  return { lastSeen, batches, warnings, stop: () => controller.abort() };
}

describe('LastSeen', () => {
  it('stores the newest reading of each device, also at shutdown', async () => {
    const { lastSeen, batches, stop } = startLastSeen();
    lastSeen.add([
      { deviceId: 'a', at: NOW - 3 },
      { deviceId: 'b', at: NOW - 5 },
      { deviceId: 'a', at: NOW - 1 },
      { deviceId: 'a', at: NOW - 2 },
    ]);
    const running = lastSeen.run();
    await expect.poll(() => batches).toHaveLength(1);
    lastSeen.add([{ deviceId: 'c', at: NOW }]);
    stop();
    await running;
    expect(batches).toEqual([
      [
        { deviceId: 'a', at: NOW - 1 },
        { deviceId: 'b', at: NOW - 5 },
      ],
      [{ deviceId: 'c', at: NOW }],
    ]);
  });

  it('stores no instant in the future, when a meter’s clock is ahead', async () => {
    const { lastSeen, batches, stop } = startLastSeen();
    stop();
    lastSeen.add([{ deviceId: 'a', at: NOW + 3_600_000 }], NOW);
    await lastSeen.run();
    expect(batches).toEqual([[{ deviceId: 'a', at: NOW }]]);
  });

  it('stores many devices in several batches', async () => {
    const { lastSeen, batches, stop } = startLastSeen();
    lastSeen.add(Array.from({ length: 500 }, (_, n) => ({ deviceId: `${n}`, at: NOW })));
    const running = lastSeen.run();
    await expect.poll(() => batches.map(({ length }) => length)).toEqual([200, 200, 100]);
    stop();
    await running;
  });

  it('retries while the read models are unavailable and warns once', async () => {
    const { lastSeen, batches, warnings, stop } = startLastSeen({ failures: 1 });
    lastSeen.add([{ deviceId: 'a', at: NOW - 1 }]);
    const running = lastSeen.run();
    await expect.poll(() => warnings).toHaveLength(1);
    lastSeen.add([{ deviceId: 'a', at: NOW - 2 }]);
    stop();
    await running;
    expect(batches).toEqual([[{ deviceId: 'a', at: NOW - 1 }]]);
    expect(warnings[0]).toContain('the read models are away');
  });
});
