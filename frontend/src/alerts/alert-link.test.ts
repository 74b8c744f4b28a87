import { describe, expect, it } from 'vitest';
import { linkToHour, toHighlightedHour } from './alert-link.ts';
import { alertOf } from './testing/alert.ts';

describe('the link of an alert', () => {
  it('opens the device’s day with the hour highlighted', () => {
    const alert = alertOf(18);
    const address = new URL(linkToHour(alert), 'https://energy.example');
    expect(address.pathname).toBe('/devices/heat-pump/2026-11-22');
    expect(toHighlightedHour(Object.fromEntries(address.searchParams))).toBe(alert.hour);
  });

  it.each([{}, { hour: 'noon' }, { hour: ['2026-11-22T17:00:00Z'] }, { hour: '' }])(
    'highlights no hour for the query %j',
    (query) => {
      expect(toHighlightedHour(query)).toBeUndefined();
    },
  );
});
