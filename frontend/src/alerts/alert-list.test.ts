import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertPage } from '../api/client.ts';
import {
  type AlertList,
  growingDevices,
  isUnseen,
  seenThrough,
  withAlert,
  withNewest,
  withOlder,
  withTotal,
} from './alert-list.ts';
import { alertOf } from './testing/alert.ts';

/** A page of alerts, newest first; more follow after it where `next` says so. */
const page = (numbers: readonly number[], more: Partial<AlertPage> = {}): AlertPage => ({
  alerts: numbers.map((number) => alertOf(number)),
  next: null,
  unseen: numbers.length,
  ...more,
});
const numbersOf = ({ alerts }: AlertList) => alerts.map(({ number }) => number);

describe('the list of alerts', () => {
  it('has an alert that comes live once, in its place, and counts it', () => {
    const heard = withAlert(page([4, 2]), alertOf(5));
    expect(numbersOf(heard)).toEqual([5, 4, 2]);
    expect(heard.unseen).toBe(3);
    expect(withAlert(heard, alertOf(5))).toEqual(heard);
  });

  it('leaves out what belongs to a page that is yet to be loaded', () => {
    const list = page([9, 8], { next: '8', unseen: 5 });
    expect(withAlert(list, alertOf(3))).toEqual(list);
  });

  it('goes on with the page after it, each alert once', () => {
    const list = withOlder(page([9, 8], { next: '8' }), page([8, 5], { next: '5', unseen: 4 }));
    expect(numbersOf(list)).toEqual([9, 8, 5]);
    expect(list).toMatchObject({ next: '5', unseen: 4 });
  });

  it('keeps its older pages when the newest is loaded again, unless some would be missing', () => {
    const list = page([9, 8, 7, 6], { next: '6' });
    const near = withNewest(list, page([11, 10, 9], { next: '9' }));
    expect(numbersOf(near)).toEqual([11, 10, 9, 8, 7, 6]);
    expect(near.next).toBe('6');
    const far = page([30, 29], { next: '29' });
    expect(withNewest(list, far)).toEqual(far);
    expect(withNewest(undefined, far)).toEqual(far);
  });

  it('has figures that grow with their hour', () => {
    const { hour } = alertOf(2);
    const told = { deviceId: 'heat-pump', hour, total: 3.5, readings: 6, exceeded: true };
    const list = withTotal(page([3, 2]), told);
    expect(list.alerts.map(({ total }) => total)).toEqual([2.75, 3.5]);
    expect(withTotal(list, { ...told, deviceId: 'freezer' })).toBe(list);
  });

  it('is seen up to a number, whatever came after it', () => {
    const list = seenThrough(page([5, 4, 3], { unseen: 3 }), 4);
    expect(list.alerts.map(({ seen }) => seen)).toEqual([false, true, true]);
    expect(list.unseen).toBe(1);
  });

  it('counts no late alert as unseen', () => {
    const late = withAlert(page([4, 3], { unseen: 2 }), alertOf(5, { late: true }));
    expect(numbersOf(late)).toEqual([5, 4, 3]);
    expect(late.unseen).toBe(2);
    expect(seenThrough(late, 3).unseen).toBe(1);
    expect(isUnseen(alertOf(5, { late: true }))).toBe(false);
  });

  it('is all seen when the newest is, however many are on pages not loaded', () => {
    expect(seenThrough(page([9, 8], { next: '8', unseen: 70 }), 9).unseen).toBe(0);
  });

  it('says of which devices it follows the running hours: those that may be asked for', () => {
    const list = page([3, 2, 1]);
    const others = [alertOf(3, { deviceId: 'sold', description: null })];
    const now = Date.parse(alertOf(3).hour) + 60_000;
    expect(growingDevices({ ...list, alerts: [...list.alerts, ...others] }, now)).toEqual([
      'heat-pump',
    ]);
    expect(growingDevices(list, now + 86_400_000)).toEqual([]);
  });

  it('is the same in whatever order, and however often, news come', () => {
    const news = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 30 });
    fc.assert(
      fc.property(news, (numbers) => {
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
