import { repetitions } from '@energy/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalHours } from './local-hours.ts';
import { localHours } from './time-zone.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const instant = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const labels = (zone: string, text: string) =>
  new LocalHours(zone).ofDay(day(text)).map(({ label }) => label);

describe('the hours of a time zone', () => {
  it('start where the local clock shows a full hour', () => {
    expect(new LocalHours('Europe/Brussels').startOf(instant('2026-11-23T13:59:59.999Z'))).toBe(
      instant('2026-11-23T13:00Z'),
    );
    expect(new LocalHours('Asia/Kolkata').startOf(instant('2026-11-23T13:29Z'))).toBe(
      instant('2026-11-23T12:30Z'),
    );
    expect(new LocalHours('Asia/Kathmandu').startOf(instant('2026-11-23T13:15Z'))).toBe(
      instant('2026-11-23T13:15Z'),
    );
  });

  it('are 24 on an ordinary day', () => {
    const hours = new LocalHours('Asia/Kolkata').ofDay(day('2026-11-23'));
    expect(hours).toHaveLength(24);
    expect(hours[0]).toEqual({
      start: instant('2026-11-22T18:30Z'),
      end: instant('2026-11-22T19:30Z'),
      label: '00:00',
      offset: '+05:30',
      isAmbiguous: false,
    });
  });

  it('are 23 on the day when clocks go forward: the skipped hour does not exist', () => {
    expect(labels('Europe/Brussels', '2026-03-29')).toHaveLength(23);
    expect(labels('Europe/Brussels', '2026-03-29').slice(0, 4)).toEqual([
      '00:00',
      '01:00',
      '03:00',
      '04:00',
    ]);
  });

  it('are 25 on the day when clocks go back: the repeated hour is two', () => {
    const hours = new LocalHours('Europe/Brussels').ofDay(day('2026-10-25'));
    expect(hours).toHaveLength(25);
    expect(hours.slice(2, 4)).toMatchObject([
      { start: instant('2026-10-25T00:00Z'), label: '02:00', offset: '+02:00', isAmbiguous: true },
      { start: instant('2026-10-25T01:00Z'), label: '02:00', offset: '+01:00', isAmbiguous: true },
    ]);
    expect(hours.filter(({ isAmbiguous }) => isAmbiguous)).toHaveLength(2);
  });

  it('begin after midnight where the clock change skips midnight', () => {
    expect(labels('America/Santiago', '2026-09-06')[0]).toBe('01:00');
  });

  it('last 30 minutes beside a clock change of half an hour', () => {
    const around = (text: string) => labels('Australia/Lord_Howe', text).slice(0, 5);
    expect(around('2026-04-05')).toEqual(['00:00', '01:00', '01:30', '02:00', '03:00']);
    expect(around('2026-10-04')).toEqual(['00:00', '01:00', '02:30', '03:00', '04:00']);
  });

  it('end when the clocks change, also where they are shorter than 60 minutes', () => {
    const spans = (zone: string, text: string) =>
      new LocalHours(zone).ofDay(day(text)).map(({ start, end, label, offset, isAmbiguous }) => {
        const minutes = (end - start) / 60_000;
        return `${label}${isAmbiguous ? offset : ''}${minutes === 60 ? '' : ` ${minutes} min`}`;
      });
    expect(spans('Australia/Lord_Howe', '2025-04-06').slice(0, 4)).toEqual([
      '00:00',
      '01:00+11:00',
      '01:30+10:30 30 min',
      '02:00',
    ]);
    expect(spans('Australia/Lord_Howe', '2025-10-05').slice(1, 4)).toEqual([
      '01:00',
      '02:30 30 min',
      '03:00',
    ]);
    expect(spans('Antarctica/Troll', '2024-10-27').slice(0, 6)).toEqual([
      '00:00',
      '01:00+02:00',
      '02:00+02:00',
      '01:00+00:00',
      '02:00+00:00',
      '03:00',
    ]);
    expect(spans('Antarctica/Casey', '2023-03-09').slice(0, 7)).toEqual([
      '00:00+11:00',
      '01:00+11:00',
      '02:00+11:00',
      '00:00+08:00',
      '01:00+08:00',
      '02:00+08:00',
      '03:00',
    ]);
  });

  it('are found by the instant at which they start, also beside a clock change', () => {
    for (const zone of ['Europe/Brussels', 'Australia/Lord_Howe', 'Antarctica/Casey']) {
      const hours = new LocalHours(zone);
      for (const text of ['2023-03-09', '2025-04-06', '2025-10-05', '2026-03-29', '2026-10-25']) {
        for (const hour of hours.ofDay(day(text))) expect(hours.hourAt(hour.start)).toEqual(hour);
      }
    }
  });

  it('are found by the instant, and are as short as they are', () => {
    const hours = new LocalHours('Australia/Lord_Howe');
    expect(hours.hourAt(instant('2025-04-05T15:00Z'))).toMatchObject({
      end: instant('2025-04-05T15:30Z'),
      label: '01:30',
    });
    expect(hours.hourAt(instant('2025-10-04T15:30Z'))).toMatchObject({
      end: instant('2025-10-04T16:00Z'),
      label: '02:30',
    });
  });

  it('are none on a day that a zone left out', () => {
    expect(labels('Pacific/Apia', '2011-12-30')).toEqual([]);
  });

  it('are, at any instant and in any zone, one of the hours of its local day', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const from = instant('2000-01-01T00:00Z');
    const until = instant('2040-01-01T00:00Z');
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: from, max: until }), (zone, at) => {
        expectPartition(zone, at);
      }),
      { numRuns: repetitions({ quick: 250, thorough: 1_000 }) },
    );
  });

  it('are the same in whatever order they are asked for', () => {
    const from = instant('2000-01-01T00:00Z');
    const until = instant('2040-01-01T00:00Z');
    const order = fc.array(fc.integer({ min: from, max: until }), { minLength: 2, maxLength: 60 });
    const zones = fc.constantFrom('Europe/Brussels', 'Australia/Lord_Howe', 'Africa/Casablanca');
    fc.assert(
      fc.property(zones, order, (zone, instants) => {
        const shared = new LocalHours(zone);
        for (const at of [...instants, ...instants]) {
          const alone = new LocalHours(zone);
          expect([shared.startOf(at), shared.dayOfHour(shared.startOf(at))]).toEqual([
            alone.startOf(at),
            alone.dayOfHour(alone.startOf(at)),
          ]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are so around every clock change of this decade as well', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      let at = Temporal.Instant.from('2020-01-01T00:00Z').toZonedDateTimeISO(zone);
      for (;;) {
        const change = at.getTimeZoneTransition('next');
        if (!change || change.year >= 2030) break;
        for (const minutes of [-61, -31, -1, 0, 1, 29, 31, 61]) {
          expectPartition(zone, change.epochMilliseconds + minutes * 60_000);
        }
        at = change;
      }
    }
  });
});

/** The hours must tile the day, and an hour must be one that the local clock shows. */
function expectPartition(zone: string, at: number): void {
  const hours = localHours(zone);
  const start = hours.startOf(at);
  const local = (epoch: number) =>
    Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO(zone);
  const name = `${zone} at ${local(at)}`;
  expect(local(start).hour, name).toBe(local(at).hour);
  expect(at - start, name).toBeLessThan(3_600_000);
  const ofDay = hours.ofDay(hours.dayOf(at));
  const index = ofDay.findIndex((hour) => hour.start === start);
  expect(ofDay[index]?.label, name).toBe(local(start).toPlainTime().toString().slice(0, 5));
  const { end } = ofDay[index]!;
  expect(start <= at && at < end, name).toBe(true);
  expect(end, name).toBe(ofDay[index + 1]?.start ?? hours.startOf(end));
  expect(hours.endOf(start), name).toBe(end);
}
