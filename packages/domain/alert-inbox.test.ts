import { describe, expect, it } from 'vitest';
import {
  type AlertInboxEvent,
  alertInboxDecider,
  alertInboxStream,
  alertInboxUserOf,
  seenThrough,
} from './alert-inbox.ts';

const NEWEST = 9;
const seen = (through: number, newest = NEWEST): AlertInboxEvent => ({
  type: 'AlertsSeen',
  data: { through, newest },
});
/** As events were before they named the newest alert. */
const unlimited = (through: number): AlertInboxEvent => ({ type: 'AlertsSeen', data: { through } });

function given(...events: AlertInboxEvent[]) {
  const state = events.reduce(alertInboxDecider.evolve, alertInboxDecider.initialState);
  return {
    whenSeenThrough: (through: number, newest = NEWEST) =>
      alertInboxDecider.decide({ type: 'MarkAlertsSeen', data: { through, newest } }, state),
  };
}

describe('marking alerts as seen', () => {
  it('moves the mark forward', () => {
    expect(given().whenSeenThrough(1)).toEqual([seen(1)]);
    expect(given(seen(1)).whenSeenThrough(7)).toEqual([seen(7)]);
  });

  it('moves the mark to the newest alert at most', () => {
    for (const through of [10, 99_999_999, Number.MAX_SAFE_INTEGER]) {
      expect(given().whenSeenThrough(through)).toEqual([seen(9)]);
      expect(given(seen(9)).whenSeenThrough(through)).toEqual([]);
      expect(given().whenSeenThrough(through, 0)).toEqual([]);
    }
  });

  it('keeps the mark where the newest alert is not yet known here', () => {
    expect(given(seen(9)).whenSeenThrough(9, 7)).toEqual([]);
  });

  it('replaces a mark of old that lies beyond the newest alert', () => {
    expect(given(unlimited(99_999_999)).whenSeenThrough(3)).toEqual([seen(3)]);
    expect(given(unlimited(7)).whenSeenThrough(3)).toEqual([]);
    expect(given(unlimited(99_999_999), seen(3)).whenSeenThrough(2)).toEqual([]);
  });

  it('changes nothing where the mark is there or further already', () => {
    expect(given(seen(7)).whenSeenThrough(7)).toEqual([]);
    expect(given(seen(3), seen(7)).whenSeenThrough(3)).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuses %d, which is the number of no alert',
    (through) => {
      expect(() => given(seen(1)).whenSeenThrough(through)).toThrow(
        expect.objectContaining({ rule: 'invalid-alert-number', field: 'through' }),
      );
    },
  );
});

it('the stream of an inbox names its user', () => {
  expect(alertInboxStream('ada')).toBe('alerts-ada');
  expect(alertInboxUserOf('alerts-ada')).toBe('ada');
});

it('a mark beyond the newest alert marks nothing as seen', () => {
  expect([7, 9, 10, 99_999_999].map((through) => seenThrough(through, NEWEST))).toEqual([
    7, 9, 0, 0,
  ]);
});
