import { describe, expect, it } from 'vitest';
import { canonicalTimeZone } from '../../../packages/domain/index.ts';
import { findTimeZone, isSameTimeZone, searchTimeZones, TIME_ZONES } from './time-zones.ts';

const namesFound = (text: string) => searchTimeZones(text).map(({ name }) => name);

describe('the list of time zones', () => {
  it('contains each zone once, by a name that the server accepts', () => {
    const names = TIME_ZONES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(400);
    expect(names.filter((name) => canonicalTimeZone(name) === undefined)).toEqual([]);
  });

  it('uses the server’s name for each zone and alias', () => {
    const different = TIME_ZONES.flatMap(({ name, names }) =>
      names.filter((each) => (canonicalTimeZone(each) ?? name) !== name),
    );
    expect(different).toEqual([]);
  });

  it('contains every zone of the JavaScript engine', () => {
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
  ])('finds %s and %s as %s', (current, former, name) => {
    expect(namesFound(current)[0]).toBe(name);
    expect(namesFound(former)[0]).toBe(name);
    expect(namesFound(current.slice(0, -1).toUpperCase())).toContain(name);
  });

  it('finds a zone by its country, without accents, and UTC', () => {
    expect(namesFound('india')).toContain('Asia/Kolkata');
    expect(namesFound('São Paulo')[0]).toBe('America/Sao_Paulo');
    expect(namesFound('curacao')).toContain('America/Curacao');
    expect(namesFound('utc')[0]).toBe('UTC');
  });

  it('lists all zones for an empty text, and none without a match', () => {
    expect(namesFound(' ')).toHaveLength(TIME_ZONES.length);
    expect(namesFound('UTCbrus')).toEqual([]);
  });
});

describe('two names of time zones', () => {
  it.each([
    ['Asia/Calcutta', 'Asia/Kolkata', true],
    ['europe/kiev', 'Europe/Kyiv', true],
    ['UTC', 'Etc/UTC', true],
    ['Europe/Brussels', 'Europe/Paris', false],
    ['Mars/Phobos', 'Mars/Phobos', true],
    ['Mars/Phobos', 'UTC', false],
  ])('%s and %s name one zone: %s', (one, other, isSame) => {
    expect(isSameTimeZone(one, other)).toBe(isSame);
  });
});
