import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NotReady } from './operations.ts';
import { reportStartup } from './startup-report.ts';

let lines: string[];
let notReady: NotReady;
const begin = () =>
  reportStartup(async () => notReady, { info: (line: string) => void lines.push(line) });

beforeEach(() => {
  vi.useFakeTimers();
  [lines, notReady] = [[], {}];
});
afterEach(() => vi.useRealTimers());

describe('a starting process', () => {
  it('logs what it waits for as often as that changes, until it is ready', async () => {
    notReady = { events: '10 % of them are read', broker: 'It is away' };
    begin();
    await vi.advanceTimersByTimeAsync(1_000);
    notReady = { events: '60 % of them are read' };
    await vi.advanceTimersByTimeAsync(10_000);
    notReady = {};
    await vi.advanceTimersByTimeAsync(5_000);
    notReady = { broker: 'It is away' };
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines).toEqual([
      'Not ready yet. Waiting for: events (10 % of them are read); broker (It is away).',
      'Not ready yet. Waiting for: events (60 % of them are read).',
      'Ready after 16.0 s.',
    ]);
  });

  it('logs nothing if it is ready at once, or ends before', async () => {
    begin();
    await vi.advanceTimersByTimeAsync(60_000);
    notReady = { events: 'none' };
    begin()();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines).toEqual([]);
  });
});
