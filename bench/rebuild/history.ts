import type { StatementSync } from 'node:sqlite';
import { openDatabase } from '@energy/engines';
import { deviceId } from '../ingest/load.ts';
import type { Stretch } from './ingestion.ts';

const HOUR_MS = 3_600_000;
const INTERVAL_MS = 600_000;
const READINGS_OF_AN_HOUR = 6;
/** The last of the hours that are filled ends here. */
const END = Date.UTC(2026, 10, 22);

/**
 * Fills hours with readings every ten minutes of each device, and each total with one that is wrong:
 * straight into the table, as recording them would take long.
 */
export async function fillHours(url: string, devices: number, readings: number): Promise<Stretch> {
  const db = openDatabase(url, { contents: 'read models', schema: '' });
  const insert = db.prepare('INSERT INTO hourly_consumption VALUES (?, ?, ?, ?, ?)');
  const deviceIds = Array.from({ length: devices }, (_, index) => deviceId(index)).sort();
  const hours = Math.max(1, Math.round(readings / READINGS_OF_AN_HOUR / devices));
  const start = END - hours * HOUR_MS;
  for (let hour = start; hour < END; hour += HOUR_MS) {
    db.exec('BEGIN');
    for (const [index, id] of deviceIds.entries()) insertHour(insert, hour, id, index);
    db.exec('COMMIT');
  }
  // What is measured finds it all in the file.
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return { deviceIds, start, end: END, readings: hours * devices * READINGS_OF_AN_HOUR };
}

function insertHour(insert: StatementSync, hour: number, id: string, index: number): void {
  const energies: Record<string, number> = {};
  let total = 1;
  for (let reading = 0; reading < READINGS_OF_AN_HOUR; reading++) {
    const energy = (((hour / HOUR_MS) * index + reading) % 40_000) * 1_000;
    energies[reading * INTERVAL_MS] = energy;
    total += energy;
  }
  insert.run(hour, id, total, READINGS_OF_AN_HOUR, JSON.stringify(energies));
}
