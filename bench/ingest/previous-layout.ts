import { openDatabase } from '@energy/engines';
import type { HourReading } from '@energy/read-models';

/** The most readings of an hour, and its greatest total, as the product limits them. */
const MAX_READINGS = 100_000;
const MAX_TOTAL = 2n ** 63n - 1n;

/** Stores readings of hours. */
export interface HourStore {
  /** Stores a batch in one transaction. */
  record(readings: readonly HourReading[]): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * The product's first layout with its statements: an hour of a device is a row with a text key, and its
 * energies are JSON. It raises no alerts.
 */
export function openPreviousLayout(url: string): HourStore {
  const db = openDatabase(url, {
    contents: 'read models',
    schema: `CREATE TABLE IF NOT EXISTS hourly_consumption (
       hour INTEGER NOT NULL,
       device_id TEXT NOT NULL,
       total INTEGER NOT NULL,
       readings INTEGER NOT NULL,
       energies TEXT NOT NULL,
       PRIMARY KEY (hour, device_id)
     ) STRICT, WITHOUT ROWID;`,
    walMegabytes: 64,
  });
  const find = db.prepare(
    'SELECT energies FROM hourly_consumption WHERE hour = ? AND device_id = ?',
  );
  const insert = db.prepare('INSERT INTO hourly_consumption VALUES (?, ?, ?, ?, ?)');
  const update = db.prepare(`
    UPDATE hourly_consumption SET total = ?, readings = ?, energies = ?
    WHERE hour = ? AND device_id = ?`);

  function recordHour(readings: readonly HourReading[]): void {
    const { hour, deviceId } = readings[0]!;
    const row = find.get(hour, deviceId) as { energies: string } | undefined;
    const energies: Record<string, number> = row ? JSON.parse(row.energies) : {};
    let count = 0;
    let total = 0;
    for (const offset in energies) {
      count += 1;
      total += energies[offset]!;
    }
    let isChanged = false;
    for (const { at, energy } of readings) {
      const offset = at - hour;
      const before = energies[offset];
      if (before === energy) continue;
      if (before === undefined) count += 1;
      total += energy - (before ?? 0);
      if (count > MAX_READINGS || total > MAX_TOTAL) throw new RangeError('An hour has no room');
      energies[offset] = energy;
      isChanged = true;
    }
    if (!isChanged) return;
    const text = JSON.stringify(energies);
    if (row) update.run(total, count, text, hour, deviceId);
    else insert.run(hour, deviceId, total, count, text);
  }

  return {
    async record(readings) {
      const sorted = [...readings].sort(
        (a, b) =>
          a.hour - b.hour || (a.deviceId < b.deviceId ? -1 : a.deviceId > b.deviceId ? 1 : 0),
      );
      db.exec('BEGIN IMMEDIATE');
      for (const group of readingsOfHours(sorted)) recordHour(group);
      db.exec('COMMIT');
    },
    async close() {
      db.close();
    },
  };
}

function* readingsOfHours(readings: readonly HourReading[]): Generator<readonly HourReading[]> {
  for (let start = 0; start < readings.length; ) {
    const { hour, deviceId } = readings[start]!;
    let end = start + 1;
    while (readings[end]?.hour === hour && readings[end]?.deviceId === deviceId) end += 1;
    yield readings.slice(start, end);
    start = end;
  }
}
