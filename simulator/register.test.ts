import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Interval,
  IntervalRows,
  LOOKAHEAD,
  RegisterRows,
  type RowReader,
} from './register.ts';

function read(rows: RowReader, texts: readonly (string | undefined)[]): Interval[] {
  const values = texts.map((text, index) => ({ line: index + 1, text }));
  return values.map((value, index) =>
    rows.read(value, values.slice(index + 1, index + 1 + LOOKAHEAD)),
  );
}

const energies = (intervals: Interval[]) =>
  intervals.flatMap((interval) => (interval.status === 'measured' ? [interval.energy] : []));

const kWh = (microwattHours: bigint) => `${microwattHours}e-9`;

describe('a file of intervals', () => {
  it('gives a reading for each row', () => {
    expect(read(new IntervalRows('Wh'), [' 60', '0'])).toEqual([
      { status: 'measured', line: 1, energy: 60_000_000 },
      { status: 'measured', line: 2, energy: 0 },
    ]);
  });

  it.each([
    ['n/a', '"n/a" is no number'],
    ['', 'the value is empty'],
    [undefined, 'the row is too short'],
    ['-1', '"-1" is negative'],
    ['9007199.254740992', '"9007199.254740992" is too large'],
  ])('says what is wrong with %j', (text, problem) => {
    const intervals = read(new IntervalRows('kWh'), ['1', text, '2']);
    expect(intervals[1]).toEqual({ status: 'bad row', line: 2, problem });
    expect(energies(intervals)).toEqual([1_000_000_000, 2_000_000_000]);
  });

  it('takes what is just a safe integer', () => {
    const [interval] = read(new IntervalRows('kWh'), ['9007199.254740991']);
    expect(interval).toMatchObject({ energy: Number.MAX_SAFE_INTEGER });
  });
});

describe('a file of a cumulative register', () => {
  it('gives exact differences, and no reading for its first row', () => {
    expect(read(new RegisterRows('kWh'), ['0.5', '1', '3.64170771'])).toEqual([
      { status: 'baseline', line: 1, because: 'first row' },
      { status: 'measured', line: 2, energy: 500_000_000 },
      { status: 'measured', line: 3, energy: 2_641_707_710 },
    ]);
  });

  it('counts on from the row at which the register fell', () => {
    expect(read(new RegisterRows('kWh'), ['10', '12', '0.3', '0.5'])).toEqual([
      { status: 'baseline', line: 1, because: 'first row' },
      { status: 'measured', line: 2, energy: 2_000_000_000 },
      { status: 'baseline', line: 3, because: 'register fell' },
      { status: 'measured', line: 4, energy: 200_000_000 },
    ]);
  });

  it.each<[string, string, bigint, number[]]>([
    [
      'zeros for a moment',
      '13423.5 13423.6 0 13423.7 13423.8 0.0 0.0 13424.1',
      600_000_000n,
      [3, 6, 7],
    ],
    ['a digit too many', '35548.8 355549.2 35550.3 35550.6', 1_800_000_000n, [2]],
    ['a digit too few', '35548.8 3554.9 35550.3', 1_500_000_000n, [2]],
    ['a digit too many, twice', '10.0 101 102 10.3', 300_000_000n, [2, 3]],
    ['ups and downs together', '35548.8 355549.2 0 35550.3', 1_500_000_000n, [2, 3]],
    ['downs and ups together', '35548.8 0 355549.2 35550.3', 1_500_000_000n, [2, 3]],
    ['a row above those around it', '100 100.1 100.9 100.2 100.3', 300_000_000n, [3]],
    ['a value below zero', '5 -5 5.5', 500_000_000n, [2]],
    ['a spike beside a row without a number', '5 50 x 5.5', 500_000_000n, [2, 3]],
    ['zeros up to a register that has not moved', '7 0 0 7 7 8', 1_000_000_000n, [2, 3]],
    ['zeros at the start', '0 0 13423.5 13423.6 13423.6 13423.8', 300_000_000n, [1, 2]],
  ])('skips and names rows that leave its course and return: %s', (_, texts, total, badLines) => {
    const intervals = read(new RegisterRows('kWh'), texts.split(' '));
    const sum = energies(intervals).reduce((all, energy) => all + BigInt(energy), 0n);
    const bad = intervals.flatMap(({ status, line }) => (status === 'bad row' ? [line] : []));
    expect({ sum, bad }).toEqual({ sum: total, bad: badLines });
  });

  it('says between which rows a row does not fit', () => {
    expect(read(new RegisterRows('kWh'), ['1.5', '0', '1.6'])[1]).toEqual({
      status: 'bad row',
      line: 2,
      problem: '"0" does not fit the register around it: "1.5" and "1.6"',
    });
  });

  it.each<[string, string, number[], number[]]>([
    ['a new meter', '5000.1 5000.2 0 0.1 0.3 0.3', [0.1, 0.1, 0.2, 0], [3]],
    ['a new meter that reaches the old register', '2 3 0 1 2 3 4', [1, 1, 1, 1, 1], [3]],
    ['a new meter that counts faster', '0.5 1 0 5 10', [0.5, 5, 5], [3]],
    ['a full turn', '99999.7 99999.9 0.1 0.4', [0.2, 0.3], [3]],
    ['a zero at the end', '5 5.5 0', [0.5], [3]],
    ['a jump that stays', '5 6 600 601', [1, 594, 1], []],
    ['a meter that starts at zero', '0 0.4 0.9 1.1', [0.4, 0.5, 0.2], []],
  ])('counts on after %s', (_, texts, kWhs, fallen) => {
    const intervals = read(new RegisterRows('kWh'), texts.split(' '));
    expect(energies(intervals)).toEqual(kWhs.map((value) => Math.round(value * 1e9)));
    const baselines = intervals.flatMap((interval) =>
      interval.status === 'baseline' && interval.because === 'register fell' ? [interval.line] : [],
    );
    expect(baselines).toEqual(fallen);
  });

  it('counts no way back, wherever a row reads zero', () => {
    const steps = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(steps, fc.nat(), fc.integer({ min: 1, max: LOOKAHEAD }), (all, at, zeros) => {
        let register = 10n ** 13n;
        const texts = all.map((step) => {
          register += step;
          return kWh(register);
        });
        const place = 1 + (at % (texts.length - 1));
        const glitched = [
          ...texts.slice(0, place),
          ...Array(zeros).fill('0'),
          ...texts.slice(place),
        ];
        const sum = (rows: string[]) =>
          energies(read(new RegisterRows('kWh'), rows)).reduce((a, b) => a + BigInt(b), 0n);
        expect(sum(glitched)).toBe(sum(texts));
      }),
    );
  });

  it('accounts for the energy of a bad row with the next good one', () => {
    const intervals = read(new RegisterRows('kWh'), ['1', '?', '4']);
    expect(intervals[1]).toMatchObject({ status: 'bad row', line: 2 });
    expect(energies(intervals)).toEqual([3_000_000_000]);
  });

  it('counts on across a jump that no reading can hold', () => {
    const intervals = read(new RegisterRows('kWh'), ['1', '99999999', '2']);
    expect(intervals[1]).toMatchObject({ status: 'bad row', line: 2 });
    expect(energies(intervals)).toEqual([1_000_000_000]);
  });

  it('may begin below zero and be larger than any reading', () => {
    expect(energies(read(new RegisterRows('kWh'), ['-1', '0.5']))).toEqual([1_500_000_000]);
    const beyondReadings = ['90071992547409.93', '90071992547409.94'];
    expect(energies(read(new RegisterRows('kWh'), beyondReadings))).toEqual([10_000_000]);
  });

  it('starts again with the file, even at a larger register', () => {
    const rows = new RegisterRows('kWh');
    read(rows, ['1', '2']);
    rows.restart();
    expect(read(rows, ['3', '4'])).toEqual([
      { status: 'baseline', line: 1, because: 'file restarted' },
      { status: 'measured', line: 2, energy: 1_000_000_000 },
    ]);
  });

  it('sums up to the last row less the first, between one reset and the next', () => {
    const lives = fc.array(
      fc.array(fc.bigInt({ min: 0n, max: 2n ** 52n }), { minLength: 1, maxLength: 20 }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(lives, (increments) => {
        const rows = new RegisterRows('kWh');
        for (const life of increments) {
          let register = 0n;
          const texts = life.map((increment) => {
            register += increment;
            return kWh(register);
          });
          const sum = energies(read(rows, texts)).reduce(
            (total, energy) => total + BigInt(energy),
            0n,
          );
          expect(sum).toBe(register - life[0]!);
          rows.restart();
        }
      }),
    );
  });

  it('never yields a negative reading, whatever the rows say', () => {
    const texts = fc.array(
      fc.oneof(fc.double().map(String), fc.string(), fc.integer().map(String)),
    );
    fc.assert(
      fc.property(texts, (rows) => {
        for (const energy of energies(read(new RegisterRows('Wh'), rows))) {
          expect(Number.isSafeInteger(energy) && energy >= 0).toBe(true);
        }
      }),
    );
  });
});
