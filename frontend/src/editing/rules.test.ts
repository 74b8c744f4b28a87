import { deviceDecider, userDecider } from '@energy/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLimit, isLine, isTimeZone, isUserName, parseDecimal, toExactDecimal } from './rules.ts';

const device = {
  description: 'Fridge',
  address: 'Here',
  maxHourlyConsumption: 1,
  timeZone: 'Europe/Brussels',
};

function isRegistered(changes: object): boolean {
  try {
    const command = { type: 'RegisterDevice', data: { ...device, ...changes } } as const;
    return deviceDecider.decide(command, deviceDecider.initialState).length > 0;
  } catch {
    return false;
  }
}

function isUser(name: string): boolean {
  try {
    const command = { type: 'RegisterUser', data: { name, role: 'client' } } as const;
    return userDecider.decide(command, userDecider.initialState).length > 0;
  } catch {
    return false;
  }
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.string({ unit: 'grapheme', maxLength: 600 }),
  fc.constantFrom('', '  ', 'a\nb', 'x'.repeat(200), 'x'.repeat(201), '⚡'.repeat(200), '\ud800'),
);

describe('the form rules', () => {
  it('never reject a description or an address that the server accepts', () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('description' as const, 'address' as const),
        (line, field) => isLine(field, line) || !isRegistered({ [field]: line }),
      ),
    );
    for (const line of ['', '  ', 'a\nb', 'a\u2028b', 'x'.repeat(501), '\ud800']) {
      expect(isLine('address', line), JSON.stringify(line)).toBe(false);
    }
  });

  it('match the server’s for limits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.constantFrom(0, 1e-9, 4e-10, 9_007_199)), (limit) => {
        expect(isLimit(limit)).toBe(isRegistered({ maxHourlyConsumption: limit }));
      }),
    );
  });

  it('match the server’s for time zones', () => {
    const zones = [
      'Europe/Brussels',
      'europe/brussels',
      'UTC',
      'Mars/Olympus',
      '+05:30',
      '',
      'CET',
    ];
    for (const zone of zones) expect(isTimeZone(zone), zone).toBe(isRegistered({ timeZone: zone }));
  });

  it('never reject a name that the server accepts', () => {
    fc.assert(fc.property(text, (name) => isUserName(name) || !isUser(name)));
    for (const name of ['', ' ', '\u200b', 'a\u202eb', 'a\nb', 'x'.repeat(101)]) {
      expect(isUserName(name), JSON.stringify(name)).toBe(false);
    }
  });
});

describe('a typed number', () => {
  it('has a point or a comma as its decimal separator', () => {
    expect(['2.5', '2,5', ' 2 ', '.5', '0,125'].map((each) => parseDecimal(each, '.'))).toEqual([
      2.5, 2.5, 2, 0.5, 0.125,
    ]);
  });

  it('keeps all its digits as an exact decimal', () => {
    expect(
      ['0,28741234', '007', '.5', '2,50', '1.000'].map((each) => toExactDecimal(each, ',')),
    ).toEqual(['0.28741234', '7', '0.5', '2.50', undefined]);
  });

  it('is rejected where it could also mean thousands', () => {
    expect(parseDecimal('1,000', '.')).toBeUndefined();
    expect(parseDecimal('1,000', ',')).toBe(1);
    expect(parseDecimal('1.000', ',')).toBeUndefined();
    expect(parseDecimal('1.000', '.')).toBe(1);
  });

  it('is rejected where it contains anything else', () => {
    for (const each of ['', '.', '-1', '1e3', '1.000.000', '1 kWh', 'Infinity', '٣']) {
      expect(parseDecimal(each, '.'), each).toBeUndefined();
    }
  });
});
