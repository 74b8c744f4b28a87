import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { counted, Progress, RateWindow, type Status, shownRate, statusLine } from './progress.ts';

const STATUS: Status = {
  delivered: 19_735,
  waiting: 1_200,
  lastEnergy: 60_000_000,
  clock: Date.UTC(2016, 4, 27, 16),
};

describe('the line of progress', () => {
  it('says what was sent, what waits, the last value and the clock', () => {
    expect(statusLine(STATUS, 2)).toBe(
      '19,735 sent, 2.0/s | outbox 1,200 | last 0.06 kWh | clock 2016-05-27T16:00:00Z',
    );
    const none = { delivered: 0, waiting: 0, lastEnergy: undefined, clock: undefined };
    expect(statusLine(none, 0)).toBe('0 sent, 0/h | outbox 0');
  });

  it.each([
    [52_000.4, '52,000/s'],
    [2.5, '2.5/s'],
    [0.5, '30/min'],
    [1 / 600, '6/h'],
  ])('shows %d a second as %s', (perSecond, shown) => {
    expect(shownRate(perSecond)).toBe(shown);
  });

  it('counts', () => {
    expect([0, 1, 2_000].map((count) => counted(count, 'reading'))).toEqual([
      '0 readings',
      '1 reading',
      '2,000 readings',
    ]);
  });

  it('takes the rate over the time last past', () => {
    const rate = new RateWindow(10_000);
    expect(rate.perSecond(0, 0)).toBe(0);
    expect(rate.perSecond(5_000, 500)).toBe(100);
    expect(rate.perSecond(10_000, 1_000)).toBe(100);
    expect(rate.perSecond(20_000, 1_000)).toBe(0);
    expect(rate.perSecond(25_000, 1_050)).toBeCloseTo(50 / 15);
  });
});

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function progressOn(isTTY: boolean) {
    let text = '';
    const write = (more: string) => {
      text += more;
    };
    const stdout = isTTY ? { isTTY, columns: 40, write } : { write };
    const progress = new Progress({
      stdout,
      stderr: { write },
      rateWindowMs: 10_000,
      status: () => STATUS,
    });
    return { progress, text: () => text };
  }

  it('is plain lines in a log: at the start, every ten seconds, at the end', () => {
    const { progress, text } = progressOn(false);
    progress.start('meter A');
    vi.advanceTimersByTime(25_000);
    progress.warn('line 3: is empty');
    progress.stop('done');
    vi.advanceTimersByTime(25_000);
    const lines = text().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toBe('meter A');
    expect(lines[1]).toMatch(/^19,735 sent, .* \| outbox 1,200 \|/);
    expect(lines.slice(3)).toEqual(['line 3: is empty', 'done', '']);
    expect([...text()].filter((char) => char < ' ' && char !== '\n')).toEqual([]);
  });

  it('is one line on a terminal, rewritten in place, no wider than it', () => {
    const { progress, text } = progressOn(true);
    progress.start('meter A');
    vi.advanceTimersByTime(1_000);
    progress.warn('line 3: is empty');
    progress.stop('done');
    expect(text().split('\n')).toHaveLength(4);
    const rewritten = text()
      .split('\r\u001b[K')
      .filter((line) => line.includes(' sent, '));
    expect(rewritten).toHaveLength(5);
    for (const line of rewritten) expect(line.trimEnd().length).toBeLessThan(40);
  });
});
