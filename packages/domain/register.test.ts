import { describe, expect, it } from 'vitest';
import {
  energyOfPeriod,
  type RegisterMeter,
  type RegisterReplacement,
  registerCourse,
} from './register.ts';

const TEN_MINUTES_MS = 600_000;
const HOUR_MS = 6 * TEN_MINUTES_MS;
const KWH = 1_000_000_000;
const µWh = (kWh: number) => Math.round(kWh * KWH);
const METER: RegisterMeter = { interval: TEN_MINUTES_MS };

/** Registers in kWh, one every ten minutes. */
function courseOf(kWh: readonly number[], options: Partial<RegisterMeter>) {
  const meter = { ...METER, ...options };
  const readings = kWh.map((value, index) => ({ at: index * TEN_MINUTES_MS, value: µWh(value) }));
  const { statuses, points } = registerCourse(readings, meter);
  const period = { start: 0, end: kWh.length * TEN_MINUTES_MS };
  return {
    energy: Number(energyOfPeriod(points, period, { meter }).energy ?? 0n) / KWH,
    suspects: [...statuses.keys()].filter((index) => statuses[index] === 'suspect'),
    unknown: points
      .slice(1)
      .filter(({ energy }) => energy === undefined)
      .map(({ at }) => at / TEN_MINUTES_MS),
  };
}

const replacement = (tenths: number, final: number, first: number): RegisterReplacement => ({
  at: tenths * TEN_MINUTES_MS,
  final: µWh(final),
  first: µWh(first),
});

describe('a register', () => {
  it.each([
    ['that rises', [1, 1.5, 1.5, 2.25], {}, 1.25, [], []],
    [
      'that is zero for a moment',
      [13423.5, 13423.6, 0, 13423.7, 13423.8, 0, 0, 13424.1],
      {},
      0.6,
      [2, 5, 6],
      [],
    ],
    ['with a digit too many', [35548.8, 355549.2, 35550.3, 35550.6], {}, 1.8, [1], []],
    ['with a digit too many twice', [35548.8, 355549.2, 355549.4, 35550.3], {}, 1.5, [1, 2], []],
    ['of a new meter', [13423.5, 13423.6, 13423.8, 0, 0.2, 0.5, 0.5, 0.9], {}, 1.2, [], [3]],
    ['of a new meter that waits', [13423.5, 13423.8, 0, 0, 0, 0.2], {}, 0.5, [], [2]],
    ['of a new meter soon after another', [0, 2, 0, 1, 1.5], {}, 3.5, [], [2]],
    ['with five digits', [99999.7, 99999.9, 0.2, 0.4], { turn: µWh(1e5) }, 0.7, [], []],
    ['without known digits', [99999.7, 99999.9, 0.2, 0.4], {}, 0.4, [], [2]],
    ['of a new meter with digits', [13423.5, 13423.8, 0, 0.2], { turn: µWh(1e5) }, 0.5, [], [2]],
    ['that falls at its end', [1, 2, 0], {}, 1, [2], []],
    ['that falls twice', [10, 11, 5, 1, 1.5], {}, 1.5, [2], [3]],
    ['beyond its power', [1, 1.5, 4294967.296, 2], { maxHourlyEnergy: µWh(10) }, 1, [2], []],
    ['that was absent for long', [1, 1.5, 9, 2.5], { maxHourlyEnergy: µWh(10) }, 1.5, [2], []],
    [
      'of a replaced meter',
      [5, 6, 0.25, 1],
      { replacements: [replacement(1.5, 6.5, 0)] },
      2.5,
      [],
      [],
    ],
    [
      'of a meter that was zero when it was replaced',
      [5, 6, 0, 1],
      { replacements: [replacement(2.5, 6.5, 0.5)] },
      2,
      [2],
      [],
    ],
    [
      'of a meter that had restarted when it was replaced',
      [5, 6, 1, 1],
      { replacements: [replacement(2.5, 1.5, 0.5)] },
      2,
      [],
      [2],
    ],
    [
      'above the final one of a replaced meter',
      [5, 6, 9, 1],
      { replacements: [replacement(2.5, 6.5, 0.5)] },
      2,
      [2],
      [],
    ],
    [
      'of a replacement before the first reading',
      [1, 2],
      { replacements: [{ at: -1, final: µWh(7), first: µWh(1) }] },
      1,
      [],
      [],
    ],
  ] as const)('%s', (_, kWh, options, energy, suspects, unknown) => {
    const course = courseOf(kWh, options);
    expect(course.energy).toBeCloseTo(energy, 9);
    expect(course).toMatchObject({ suspects, unknown });
  });

  describe.each([
    ['timely readings around its bounds', [-5, 5, 55, 65], false, false],
    ['a reading at each bound', [0, 60], false, false],
    ['its last reading too early', [-5, 40, 75], true, false],
    ['no reading', [-5, 75], true, false],
    ['no reading after it', [-5, 5, 40], false, false],
  ] as const)('of an hour with %s', (_, minutes, isEstimated, isPartlyUnknown) => {
    it(isEstimated ? 'is estimated' : 'is measured', () => {
      const readings = minutes.map((minute) => ({ at: minute * 60_000, value: minute + 100 }));
      const { points } = registerCourse(readings, METER);
      const energy = energyOfPeriod(points, { start: 0, end: HOUR_MS }, { meter: METER });
      expect(energy).toMatchObject({ isEstimated, isPartlyUnknown });
    });
  });
});
