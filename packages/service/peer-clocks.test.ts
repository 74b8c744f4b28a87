import { publishPeerTime } from '@energy/engines';
import { recordingLog } from '@energy/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { comparePeerClocks } from './peer-clocks.ts';

const MINUTE_MS = 60_000;

let metrics: Registry;
let log: ReturnType<typeof recordingLog>;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  metrics = new Registry();
  log = recordingLog();
  end = comparePeerClocks({ metrics, log });
});

afterEach(() => {
  end();
  vi.useRealTimers();
});

function state(offsetMs: number, { peer = 'the event store', mayBeOld = false } = {}): void {
  publishPeerTime({ peer, at: Date.now() + offsetMs, mayBeOld });
}

async function difference(): Promise<number | undefined> {
  const { values } = await metrics.getSingleMetric('energy_clock_difference_seconds')!.get();
  return values[0]?.value;
}

it('warns of a clock that is more than 30 s ahead, and measures it', async () => {
  state(31_000);
  expect(log.lines).toEqual([
    'The clock of the event store is 31 s ahead of this one; check the time synchronisation (NTP) of both machines.',
  ]);
  expect(await difference()).toBe(31);
});

it('warns of a clock that is more than 30 s behind', () => {
  state(-40_000);
  expect(log.lines).toEqual([expect.stringContaining('is 40 s behind this one, or its messages')]);
});

it('does not warn of 30 s', async () => {
  state(30_000);
  state(-30_000, { peer: 'MongoDB' });
  expect(log.lines).toEqual([]);
  expect(await difference()).toBe(30);
});

it('warns once in ten minutes for each peer', () => {
  for (let minute = 0; minute < 20; minute++) {
    state(120_000);
    state(120_000, { peer: 'MongoDB' });
    vi.advanceTimersByTime(MINUTE_MS);
  }
  expect(log.lines).toHaveLength(4);
});

it('measures the least difference of a minute, since a message may arrive late', async () => {
  state(-20_000);
  state(-100);
  state(-29_000);
  expect(await difference()).toBe(-0.1);
  vi.advanceTimersByTime(MINUTE_MS);
  state(-10_000);
  expect(await difference()).toBe(-10);
});

it('concludes nothing from the age of what may be old', async () => {
  state(-3_600_000, { mayBeOld: true });
  expect(log.lines).toEqual([]);
  expect(await difference()).toBe(0);
});
