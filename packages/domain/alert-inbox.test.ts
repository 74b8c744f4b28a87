import { describe, expect, it } from 'vitest';
import {
  type AlertInboxEvent,
  alertInboxDecider,
  alertInboxStream,
  alertInboxUserOf,
} from './alert-inbox.ts';

const seen = (through: number): AlertInboxEvent => ({ type: 'AlertsSeen', data: { through } });

function given(...events: AlertInboxEvent[]) {
  const state = events.reduce(alertInboxDecider.evolve, alertInboxDecider.initialState);
  return {
    whenSeenThrough: (through: number) =>
      alertInboxDecider.decide({ type: 'MarkAlertsSeen', data: { through } }, state),
  };
}

describe('marking alerts as seen', () => {
  it('moves the mark forward', () => {
    expect(given().whenSeenThrough(1)).toEqual([seen(1)]);
    expect(given(seen(1)).whenSeenThrough(7)).toEqual([seen(7)]);
    const largest = Number.MAX_SAFE_INTEGER;
    expect(given(seen(7)).whenSeenThrough(largest)).toEqual([seen(largest)]);
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
