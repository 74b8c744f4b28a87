import { describe, expect, it } from 'vitest';
import { canonicalTimeZone } from '../../../packages/domain/index.ts';
import { findTimeZone, isSameTimeZone, searchTimeZones, TIME_ZONES } from './time-zones.ts';

const namesFound = (text: string) => searchTimeZones(text).map(({ name }) => name);

describe('the list of time zones', () => {
  it('has each zone once, by a name that the platform knows', () => {
    const names = TIME_ZONES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(400);
    expect(names.filter((name) => canonicalTimeZone(name) === undefined)).toEqual([]);
  });

  it('calls each zone as the platform does, whichever of its names is given', () => {
    const different = TIME_ZONES.flatMap(({ name, names }) =>
      names.filter((each) => (canonicalTimeZone(each) ?? name) !== name),
    );
    expect(different).toEqual([]);
  });

  it('has every zone that this engine knows, by some name', () => {
    const unknown = Intl.supportedValuesOf('timeZone').filter((name) => !findTimeZone(name));
    expect(unknown).toEqual([]);
  });
});

describe('the search for a time zone', () => {
  it.each([
    ['Kyiv', 'Kiev', 'Europe/Kyiv'],
    ['Kolkata', 'Calcutta', 'Asia/Kolkata'],
    ['Kathmandu', 'Katmandu', 'Asia/Kathmandu'],
    ['Ho Chi Minh', 'saigon', 'Asia/Ho_Chi_Minh'],
    ['Yangon', 'Rangoon', 'Asia/Yangon'],
    ['Nuuk', 'Godthab', 'America/Nuuk'],
    ['Asia/Ho_Chi_Minh', 'Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ])('finds by %s and by %s, and shows %s', (today, former, name) => {
    expect(namesFound(today)[0]).toBe(name);
    expect(namesFound(former)[0]).toBe(name);
    expect(namesFound(today.slice(0, -1).toUpperCase())).toContain(name);
  });

  it('finds a zone by its country, by letters without their accents, and UTC', () => {
    expect(namesFound('india')).toContain('Asia/Kolkata');
    expect(namesFound('São Paulo')[0]).toBe('America/Sao_Paulo');
    expect(namesFound('curacao')).toContain('America/Curacao');
    expect(namesFound('utc')[0]).toBe('UTC');
  });

  it('lists all where nothing is typed, and none where nothing matches', () => {
    expect(namesFound(' ')).toHaveLength(TIME_ZONES.length);
    expect(namesFound('UTCbrus')).toEqual([]);
  });
});

describe('two names', () => {
  it.each([
    ['Asia/Calcutta', 'Asia/Kolkata', true],
    ['europe/kiev', 'Europe/Kyiv', true],
    ['UTC', 'Etc/UTC', true],
    ['Europe/Brussels', 'Europe/Paris', false],
    ['Mars/Phobos', 'Mars/Phobos', true],
    ['Mars/Phobos', 'UTC', false],
  ])('%s and %s: one zone is %s', (one, other, isSame) => {
    expect(isSameTimeZone(one, other)).toBe(isSame);
  });
});
