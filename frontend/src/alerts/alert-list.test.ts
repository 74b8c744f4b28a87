import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertPage } from '../api/client.ts';
import {
  type AlertList,
  devicesWithOpenHours,
  isUnseen,
  markSeenThrough,
  withAlert,
  withNewestPage,
  withOlder,
  withTotal,
} from './alert-list.ts';
import { alertOf } from './testing/alert.ts';

/** Newest first; `next` names the following page. */
const page = (numbers: readonly number[], more: Partial<AlertPage> = {}): AlertPage => ({
  alerts: numbers.map((number) => alertOf(number)),
  next: null,
  unseen: numbers.length,
  ...more,
});
const numbersOf = ({ alerts }: AlertList) => alerts.map(({ number }) => number);

describe('the list of alerts', () => {
  it('inserts a live alert once and counts it', () => {
    const list = withAlert(page([4, 2]), alertOf(5));
    expect(numbersOf(list)).toEqual([5, 4, 2]);
    expect(list.unseen).toBe(3);
    expect(withAlert(list, alertOf(5))).toEqual(list);
  });

  it('ignores an alert of a page that is not loaded', () => {
    const list = page([9, 8], { next: '8', unseen: 5 });
    expect(withAlert(list, alertOf(3))).toEqual(list);
  });

  it('appends the next page without duplicates', () => {
    const list = withOlder(page([9, 8], { next: '8' }), page([8, 5], { next: '5', unseen: 4 }));
    expect(numbersOf(list)).toEqual([9, 8, 5]);
    expect(list).toMatchObject({ next: '5', unseen: 4 });
  });

  it('retains older pages after a reload unless alerts would be missing in between', () => {
    const list = page([9, 8, 7, 6], { next: '6' });
    const near = withNewestPage(list, page([11, 10, 9], { next: '9' }));
    expect(numbersOf(near)).toEqual([11, 10, 9, 8, 7, 6]);
    expect(near.next).toBe('6');
    const far = page([30, 29], { next: '29' });
    expect(withNewestPage(list, far)).toEqual(far);
    expect(withNewestPage(undefined, far)).toEqual(far);
  });

  it('updates an alert’s total with its hour', () => {
    const { hour } = alertOf(2);
    const marks = { exceeded: true, estimated: false, suspect: 0 };
    const update = { deviceId: 'heat-pump', hour, total: 3.5, readings: 6, ...marks };
    const list = withTotal(page([3, 2]), update);
    expect(list.alerts.map(({ total }) => total)).toEqual([2.75, 3.5]);
    const estimated = withTotal(list, { ...update, estimated: true });
    expect(estimated.alerts[1]).toMatchObject({ estimated: true });
    expect(withTotal(estimated, update).alerts[1]).toMatchObject({ estimated: false });
    expect(withTotal(list, { ...update, deviceId: 'freezer' })).toBe(list);
  });

  it('marks alerts through a number as seen', () => {
    const list = markSeenThrough(page([5, 4, 3], { unseen: 3 }), 4);
    expect(list.alerts.map(({ seen }) => seen)).toEqual([false, true, true]);
    expect(list.unseen).toBe(1);
  });

  it('never counts a late alert as unseen', () => {
    const late = withAlert(page([4, 3], { unseen: 2 }), alertOf(5, { late: true }));
    expect(numbersOf(late)).toEqual([5, 4, 3]);
    expect(late.unseen).toBe(2);
    expect(markSeenThrough(late, 3).unseen).toBe(1);
    expect(isUnseen(alertOf(5, { late: true }))).toBe(false);
  });

  it('has no unseen alerts once the newest is seen, even on pages that are not loaded', () => {
    expect(markSeenThrough(page([9, 8], { next: '8', unseen: 70 }), 9).unseen).toBe(0);
  });

  it('names the devices with open hours that the reader may query', () => {
    const list = page([3, 2, 1]);
    const others = [alertOf(3, { deviceId: 'sold', description: null })];
    const now = Date.parse(alertOf(3).hour) + 60_000;
    expect(devicesWithOpenHours({ ...list, alerts: [...list.alerts, ...others] }, now)).toEqual([
      'heat-pump',
    ]);
    expect(devicesWithOpenHours(list, now + 86_400_000)).toEqual([]);
  });

  it('is independent of the order and repetition of live alerts', () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 30 });
    fc.assert(
      fc.property(arrivals, (numbers) => {
        const list = numbers.reduce(
          (before, number) => withAlert(before, alertOf(number)),
          page([6, 5]),
        );
        const expected = [...new Set([...numbers, 6, 5])].sort((one, other) => other - one);
        expect(numbersOf(list)).toEqual(expected);
        expect(list.unseen).toBe(expected.length);
      }),
    );
  });
});
