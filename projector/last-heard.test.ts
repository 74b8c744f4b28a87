import { EngineUnavailable } from '@energy/engines';
import type { LastReading } from '@energy/read-models';
import { describe, expect, it } from 'vitest';
import { LastHeard } from './last-heard.ts';

const NOW = Date.parse('2026-11-22T12:00Z');

/** What notes readings until it is stopped; each note is kept as it comes. */
function noting({ failures = 0 } = {}) {
  const [notes, warnings]: [(readonly LastReading[])[], string[]] = [[], []];
  const controller = new AbortController();
  const lastHeard = new LastHeard({
    lastReadings: {
      async note(readings) {
        if (failures-- > 0) throw new EngineUnavailable('the read models are away');
        notes.push(readings);
      },
      async *all() {},
    },
    log: { info: () => undefined, warn: (line) => warnings.push(line) },
    signal: controller.signal,
  });
  return { lastHeard, notes, warnings, stop: () => controller.abort() };
}

describe('when devices were last heard of', () => {
  it('is noted, the newest reading of each device alone, also at the end', async () => {
    const { lastHeard, notes, stop } = noting();
    lastHeard.heard([
      { deviceId: 'a', at: NOW - 3 },
      { deviceId: 'b', at: NOW - 5 },
      { deviceId: 'a', at: NOW - 1 },
      { deviceId: 'a', at: NOW - 2 },
    ]);
    const running = lastHeard.run();
    await expect.poll(() => notes).toHaveLength(1);
    lastHeard.heard([{ deviceId: 'c', at: NOW }]);
    stop();
    await running;
    expect(notes).toEqual([
      [
        { deviceId: 'a', at: NOW - 1 },
        { deviceId: 'b', at: NOW - 5 },
      ],
      [{ deviceId: 'c', at: NOW }],
    ]);
  });

  it('is no later than now, whatever a meter’s clock says', async () => {
    const { lastHeard, notes, stop } = noting();
    stop();
    lastHeard.heard([{ deviceId: 'a', at: NOW + 3_600_000 }], NOW);
    await lastHeard.run();
    expect(notes).toEqual([[{ deviceId: 'a', at: NOW }]]);
  });

  it('is noted a part at a time where many devices are heard of', async () => {
    const { lastHeard, notes, stop } = noting();
    lastHeard.heard(Array.from({ length: 500 }, (_, n) => ({ deviceId: `${n}`, at: NOW })));
    const running = lastHeard.run();
    await expect.poll(() => notes.map(({ length }) => length)).toEqual([200, 200, 100]);
    stop();
    await running;
  });

  it('is noted later where the read models are away, which is said once', async () => {
    const { lastHeard, notes, warnings, stop } = noting({ failures: 1 });
    lastHeard.heard([{ deviceId: 'a', at: NOW - 1 }]);
    const running = lastHeard.run();
    await expect.poll(() => warnings).toHaveLength(1);
    lastHeard.heard([{ deviceId: 'a', at: NOW - 2 }]);
    stop();
    await running;
    expect(notes).toEqual([[{ deviceId: 'a', at: NOW - 1 }]]);
    expect(warnings[0]).toContain('the read models are away');
  });
});
