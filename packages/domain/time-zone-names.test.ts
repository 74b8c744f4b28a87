import { describe, expect, it } from 'vitest';
import { canonicalTimeZone } from './time-zone-names.ts';

describe('the name of a time zone', () => {
  it('is written as the tz database writes it', () => {
    expect(canonicalTimeZone('europe/brussels')).toBe('Europe/Brussels');
    expect(canonicalTimeZone('utc')).toBe('UTC');
  });

  it.each([
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Katmandu', 'Asia/Kathmandu'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
    ['Asia/Rangoon', 'Asia/Yangon'],
    ['America/Godthab', 'America/Nuuk'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Atlantic/Faeroe', 'Atlantic/Faroe'],
    ['Pacific/Enderbury', 'Pacific/Kanton'],
  ])('is accepted as %s and as %s, and is the latter', (old, today) => {
    expect(canonicalTimeZone(old)).toBe(today);
    expect(canonicalTimeZone(today)).toBe(today);
    expect(canonicalTimeZone(old.toUpperCase())).toBe(today);
  });

  it.each([
    ['US/Eastern', 'America/New_York'],
    ['Europe/Uzhgorod', 'Europe/Kyiv'],
    ['Japan', 'Asia/Tokyo'],
  ])('is that of the zone that %s links to: %s', (link, zone) => {
    expect(canonicalTimeZone(link)).toBe(zone);
  });

  it('stays where it is canonical', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const canonical = canonicalTimeZone(name)!;
      expect(canonicalTimeZone(canonical)).toBe(canonical);
    }
  });

  it('never changes the hours of a zone', () => {
    for (const name of ['Europe/Kiev', 'US/Eastern', 'EST', 'MET', 'GMT', 'Asia/Saigon']) {
      for (const month of [1, 7]) {
        const at = Temporal.Instant.from(`2026-0${month}-15T00:00Z`);
        const offset = (zone: string) => at.toZonedDateTimeISO(zone).offset;
        expect(offset(canonicalTimeZone(name)!), name).toBe(offset(name));
      }
    }
  });

  it.each(['', 'Mars/Olympus', '+05:30', '2026-01-01T00:00Z', 'Europe/Brussels\0'])(
    'is not %j',
    (name) => {
      expect(canonicalTimeZone(name)).toBeUndefined();
    },
  );
});
