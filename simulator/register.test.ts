import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interval, IntervalRows, RegisterRows, type RowReader } from './register.ts';

function read(rows: RowReader, texts: readonly (string | undefined)[]): Interval[] {
  return texts.map((text, index) => rows.read({ line: index + 1, text }));
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

  it('begins anew where the file does, even with a larger register', () => {
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
