import { describe, expect, it } from 'vitest';
import { deviceState } from './device-state.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

describe('the state of a device', () => {
  it.each([
    ['never', null, null],
    ['silent', minutesAgo(61), null],
    ['silent', minutesAgo(61), 1.9],
    ['reporting', minutesAgo(60), null],
    ['reporting', minutesAgo(5), 1.59],
    ['near', minutesAgo(5), 1.6],
    ['near', minutesAgo(5), 2],
    ['over', minutesAgo(5), 2.01],
    // Its newest reading is noted some seconds after it was recorded.
    ['over', null, 2.01],
  ] as const)('is %s with a reading at %s and %s kWh of 2 in this hour', (state, at, hour) => {
    expect(deviceState({ lastReadingAt: at, hour }, 2, NOW)).toBe(state);
  });
});
