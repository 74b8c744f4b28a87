import type { Consumption } from '../../api/client.ts';

const HOUR_MS = 3_600_000;

/** A day of Brussels in winter, for tests: the energies of its hours in kWh, from midnight on. */
export function winterDay(
  energies: readonly (number | null)[],
  { limit = 2, day = '2026-11-22' } = {},
): Consumption {
  const midnight = Date.parse(`${day}T00:00:00Z`) - HOUR_MS;
  const hours = Array.from({ length: 24 }, (_, index) => {
    const energy = energies[index] ?? null;
    return {
      start: new Date(midnight + index * HOUR_MS).toISOString(),
      end: new Date(midnight + (index + 1) * HOUR_MS).toISOString(),
      label: `${String(index).padStart(2, '0')}:00`,
      offset: '+01:00',
      ambiguous: false,
      energy,
      readings: energy === null ? 0 : 6,
      expectedReadings: 6,
      estimated: false,
      suspect: 0,
      exceeded: energy !== null && energy > limit,
    };
  });
  return {
    deviceId: '5c2494a3-1140-4c7a-991a-a1a2561c6bc2',
    day,
    timeZone: 'Europe/Brussels',
    unit: 'kWh',
    flow: 'consumption',
    maxHourlyConsumption: limit,
    minutes: 1_440,
    total: hours.reduce((sum, { energy }) => sum + (energy ?? 0), 0),
    hours,
  };
}
