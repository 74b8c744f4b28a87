import { expect, it } from 'vitest';
import { hourlyTruth } from './hourly-truth.ts';

const ZONES = new Map([
  ['utc', 'UTC'],
  ['kathmandu', 'Asia/Kathmandu'],
]);
const TEN = Date.UTC(2026, 10, 29, 10);
const MINUTE_MS = 60_000;

it('adds up the last value of each reading', () => {
  const sent = [
    { deviceId: 'utc', at: TEN, microWattHours: 100 },
    { deviceId: 'utc', at: TEN + 10 * MINUTE_MS, microWattHours: 7 },
    { deviceId: 'utc', at: TEN, microWattHours: 100 },
    { deviceId: 'utc', at: TEN, microWattHours: 30 },
    { deviceId: 'utc', at: TEN + 60 * MINUTE_MS, microWattHours: 1 },
  ];
  expect(hourlyTruth(sent, ZONES)).toEqual([
    { deviceId: 'utc', start: TEN, energy: 37, readings: 2, maxEnergy: 107 },
    { deviceId: 'utc', start: TEN + 60 * MINUTE_MS, energy: 1, readings: 1, maxEnergy: 1 },
  ]);
});

it('starts hours by the clock of the device’s zone, 5:45 ahead in Kathmandu', () => {
  const sent = [
    { deviceId: 'kathmandu', at: TEN, microWattHours: 1 },
    { deviceId: 'kathmandu', at: TEN + 20 * MINUTE_MS, microWattHours: 2 },
  ];
  expect(hourlyTruth(sent, ZONES).map(({ start, energy }) => [start, energy])).toEqual([
    [TEN - 45 * MINUTE_MS, 1],
    [TEN + 15 * MINUTE_MS, 2],
  ]);
});
