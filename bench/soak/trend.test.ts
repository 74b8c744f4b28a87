import { expect, test } from 'vitest';
import { slope } from './trend.ts';

const minutes = Array.from({ length: 60 }, (_, x) => x);

test('finds the growth of a rising series', () => {
  expect(slope(minutes.map((x) => ({ x, y: 100 + 2 * x })))).toBe(2);
});

test('ignores single peaks, such as a garbage collection that is due', () => {
  const points = minutes.map((x) => ({ x, y: x % 10 === 9 ? 500 : 100 }));
  expect(slope(points)).toBe(0);
});

test('finds a leak below a sawtooth', () => {
  const points = minutes.map((x) => ({ x, y: 100 + 2 * x + (x % 5) * 4 }));
  expect(slope(points)).toBeCloseTo(2, 0);
});

test('takes a single sample as flat', () => {
  expect(slope([{ x: 0, y: 1 }])).toBe(0);
});
