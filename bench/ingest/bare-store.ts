import { openDatabase } from '@energy/engines';
import { MongoClient } from 'mongodb';

const HOUR_MS = 3_600_000;
const DEVICES_OF_A_BLOCK = 16;
const MAX_BLOCKS = 2 ** 21;

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

/** The product's keys: an hour and a block of 16 devices, by numbers that are in memory. */
function bareSqlite(url: string): BareStore {
  const db = openDatabase(url, {
    contents: 'totals',
    schema: 'CREATE TABLE IF NOT EXISTS totals (key INTEGER PRIMARY KEY, hours BLOB NOT NULL)',
    // The product's settings.
    walMegabytes: 64,
  });
  const find = db.prepare('SELECT hours FROM totals WHERE key = ?');
  const put = db.prepare('INSERT OR REPLACE INTO totals VALUES (?, ?)');
  const numbers = new Map<string, number>();
  const numberOf = (device: string) => {
    const number = numbers.get(device) ?? numbers.size;
    numbers.set(device, number);
    return number;
  };
  return {
    add(bodies) {
      const blocks = new Map<number, { slot: number; value: number }[]>();
      for (const { hour, device, value } of readingsIn(bodies)) {
        const number = numberOf(device);
        const key = (hour / 1_000) * MAX_BLOCKS + Math.floor(number / DEVICES_OF_A_BLOCK);
        const reading = { slot: number % DEVICES_OF_A_BLOCK, value };
        const others = blocks.get(key);
        if (others) others.push(reading);
        else blocks.set(key, [reading]);
      }
      db.exec('BEGIN IMMEDIATE');
      for (const key of Float64Array.from(blocks.keys()).sort()) {
        const stored = find.get(key)?.hours as Uint8Array<ArrayBuffer> | undefined;
        const totals = stored
          ? new Float64Array(stored.slice().buffer)
          : new Float64Array(DEVICES_OF_A_BLOCK);
        for (const { slot, value } of blocks.get(key)!) totals[slot]! += value;
        put.run(key, new Uint8Array(totals.buffer));
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
      for (const { hour, device, value } of readingsIn(bodies)) {
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

/** The readings of messages, unchecked: hours in milliseconds since 1970, UTC, values in kWh. */
function* readingsIn(bodies: readonly Buffer[]) {
  for (const body of bodies) {
    const parsed = JSON.parse(body.toString());
    for (const { timestamp, device_id, measurement_value } of [parsed].flat()) {
      const hour = timestamp - (timestamp % HOUR_MS);
      yield { hour, device: device_id as string, value: measurement_value as number };
    }
  }
}
