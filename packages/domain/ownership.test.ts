import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OwnershipHistory, ownerOfHour } from './ownership.ts';

const HOUR_MS = 3_600_000;
const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);
const hour = (time: string) => ({ start: at(time), end: at(time) + HOUR_MS });

/** Registered at 08:00; Ada's from 10:20 to 12:40, Ben's from 15:10 on. */
const history: OwnershipHistory = {
  registeredAt: at('08:00'),
  periods: [
    { ownerId: 'ada', from: at('10:20'), until: at('12:40') },
    { ownerId: 'ben', from: at('15:10'), until: undefined },
  ],
};

describe('the hour of a device', () => {
  it.each([
    ['07:00', 'ada', 'began before the device was registered: its first owner’s'],
    ['08:00', undefined, 'nobody’s while nobody owned the device'],
    ['09:00', undefined, 'nobody’s while nobody owned the device'],
    ['10:00', 'ada', 'the first owner’s in it'],
    ['11:00', 'ada', 'the owner’s'],
    ['12:00', 'ada', 'the first owner’s in it'],
    ['13:00', undefined, 'nobody’s between two owners'],
    ['15:00', 'ben', 'the first owner’s in it'],
    ['22:00', 'ben', 'the owner’s'],
  ])('at %s belongs to %s: %s', (time, owner, _reason) => {
    expect(ownerOfHour(history, hour(time))).toBe(owner);
  });

  it('belongs to the owner before where the device is handed over during it', () => {
    const handedOver: OwnershipHistory = {
      registeredAt: at('08:00'),
      periods: [
        { ownerId: 'ada', from: at('08:00'), until: at('10:30') },
        { ownerId: 'ben', from: at('10:30'), until: undefined },
      ],
    };
    expect(ownerOfHour(handedOver, hour('10:00'))).toBe('ada');
    expect(ownerOfHour(handedOver, hour('11:00'))).toBe('ben');
  });

  it('belongs to the new owner where the device is handed over just as it begins', () => {
    const handedOver: OwnershipHistory = {
      registeredAt: at('08:00'),
      periods: [
        { ownerId: 'ada', from: at('08:00'), until: at('10:00') },
        { ownerId: 'ben', from: at('10:00'), until: undefined },
      ],
    };
    expect(ownerOfHour(handedOver, hour('09:00'))).toBe('ada');
    expect(ownerOfHour(handedOver, hour('10:00'))).toBe('ben');
  });

  it('belongs to nobody where the device never had an owner', () => {
    const unowned = { registeredAt: at('08:00'), periods: [] };
    expect(ownerOfHour(unowned, hour('07:00'))).toBeUndefined();
    expect(ownerOfHour(unowned, hour('09:00'))).toBeUndefined();
  });

  it('never belongs to a client before the client owned the device, but for history', () => {
    const minute = fc.integer({ min: 0, max: 100 * 60 });
    fc.assert(
      fc.property(fc.array(minute, { minLength: 2, maxLength: 9 }), fc.nat(120), (times, start) => {
        const instants = [...new Set(times)].sort((a, b) => a - b).map((each) => each * 60_000);
        const periods = instants.slice(1).map((until, index) => ({
          ownerId: String(index),
          from: instants[index]!,
          until,
        }));
        const span = { start: start * HOUR_MS, end: (start + 1) * HOUR_MS };
        const owner = ownerOfHour({ registeredAt: 0, periods }, span);
        const period = periods.find(({ ownerId }) => ownerId === owner);
        if (period) {
          expect(period.from < span.end && period.until > span.start).toBe(true);
          expect(periods.some(({ until }) => until > span.start && until <= period.from)).toBe(
            false,
          );
        } else expect(periods.every((p) => p.until <= span.start || p.from >= span.end)).toBe(true);
      }),
    );
  });
});
