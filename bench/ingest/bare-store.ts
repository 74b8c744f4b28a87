import { openDatabase } from '@energy/engines';
import { MongoClient } from 'mongodb';

const HOUR_MS = 3_600_000;

/** A store of hours that a baseline writes. */
export interface BareStore {
  /** Adds the readings of a batch in one transaction or bulk. */
  add(bodies: readonly Buffer[]): void | Promise<void>;
  close(): Promise<void>;
}

/** Stores totals with the least that an engine can do: total = total + value, no checks, no idempotency, doubles. */
export function openBareStore(url: string): BareStore {
  return url.startsWith('sqlite:') ? bareSqlite(url) : bareMongo(url);
}

function bareSqlite(url: string): BareStore {
  const db = openDatabase(url, {
    contents: 'totals',
    schema: `CREATE TABLE IF NOT EXISTS totals (
       hour INTEGER, device_id TEXT, total REAL, PRIMARY KEY (hour, device_id)
     ) WITHOUT ROWID;`,
    // The product's settings.
    walMegabytes: 64,
    cacheMegabytes: 128,
  });
  const add = db.prepare(
    `INSERT INTO totals VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET total = total + excluded.total`,
  );
  return {
    add(bodies) {
      db.exec('BEGIN IMMEDIATE');
      for (const body of bodies) {
        const { hour, device, value } = readingIn(body);
        add.run(hour, device, value);
      }
      db.exec('COMMIT');
    },
    async close() {
      db.close();
    },
  };
}

/** A raw bulk: one upsert for each device and hour in the batch. */
function bareMongo(url: string): BareStore {
  const client = new MongoClient(url, { writeConcern: { w: 'majority' } });
  const totals = client.db().collection<{ _id: string; total: number }>('totals');
  return {
    async add(bodies) {
      const added = new Map<string, number>();
      for (const body of bodies) {
        const { hour, device, value } = readingIn(body);
        const key = `${hour} ${device}`;
        added.set(key, (added.get(key) ?? 0) + value);
      }
      const upserts = [...added].map(([_id, total]) => ({
        updateOne: { filter: { _id }, update: { $inc: { total } }, upsert: true },
      }));
      await totals.bulkWrite(upserts, { ordered: false });
    },
    close: () => client.close(),
  };
}

/** The reading of a message, unchecked: instants in milliseconds since 1970, UTC, the value in kWh. */
export function readingIn(body: Buffer) {
  const { timestamp, device_id, measurement_value } = JSON.parse(body.toString());
  const at = timestamp as number;
  const hour = at - (at % HOUR_MS);
  return { hour, at, device: device_id as string, value: measurement_value as number };
}
