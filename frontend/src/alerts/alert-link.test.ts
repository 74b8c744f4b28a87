import { describe, expect, it } from 'vitest';
import { hourOfAddress, linkToHour } from './alert-link.ts';
import { alertOf } from './testing/alert.ts';

describe('the link of an alert', () => {
  it('leads to its hour in its device’s day', () => {
    const alert = alertOf(18);
    const address = new URL(linkToHour(alert), 'https://energy.example');
    expect(address.pathname).toBe('/devices/heat-pump/2026-11-22');
    expect(hourOfAddress(Object.fromEntries(address.searchParams))).toBe(alert.hour);
  });

  it.each([{}, { hour: 'noon' }, { hour: ['2026-11-22T17:00:00Z'] }, { hour: '' }])(
    'names no hour by %j',
    (query) => {
      expect(hourOfAddress(query)).toBeUndefined();
    },
  );
});
