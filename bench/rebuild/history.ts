import { fillHours } from '@energy/read-models/testing';
import { deviceId } from '../ingest/load.ts';
import type { Stretch } from './ingestion.ts';

const HOUR_MS = 3_600_000;
const INTERVAL_MS = 600_000;
const READINGS_OF_AN_HOUR = 6;
/** The last of the hours that are filled ends here. */
const END = Date.UTC(2026, 10, 22);

/** Fills hours with a reading every ten minutes of each device; each total is too large by 1 µWh. */
export async function fillHistory(
  url: string,
  devices: number,
  readings: number,
): Promise<Stretch> {
  const deviceIds = Array.from({ length: devices }, (_, index) => deviceId(index)).sort();
  const hours = Math.max(1, Math.round(readings / READINGS_OF_AN_HOUR / devices));
  const start = END - hours * HOUR_MS;
  const filled = Array.from({ length: hours }, (_, index) => {
    const hour = start + index * HOUR_MS;
    return { hour, deviceIds, energies: (device: number) => energiesOf(hour, device), wrongBy: 1 };
  });
  await fillHours(url, filled);
  return { deviceIds, start, end: END, readings: hours * devices * READINGS_OF_AN_HOUR };
}

function energiesOf(hour: number, device: number): ReadonlyMap<number, number> {
  const energies = new Map<number, number>();
  for (let reading = 0; reading < READINGS_OF_AN_HOUR; reading++) {
    energies.set(reading * INTERVAL_MS, (((hour / HOUR_MS) * device + reading) % 40_000) * 1_000);
  }
  return energies;
}
