import { type EmbeddedDatabase, openDatabase, transact } from '@energy/engines';
import { totalOf } from '../hour.ts';
import { encodeCells } from '../hour-cells.ts';
import { decodeDays, encodeDays } from '../sqlite/day-blocks.ts';
import { DAY_TABLE } from '../sqlite/day-table.ts';
import { decodeBlock, encodeBlock } from '../sqlite/hour-blocks.ts';
import { HOUR_TABLE, HourTable, placeOf } from '../sqlite/hour-table.ts';

/** The same readings of one hour of several devices. */
export interface FilledHour {
  /** When it starts: milliseconds since 1970, UTC. */
  readonly hour: number;
  readonly deviceIds: readonly string[];
  /** In µWh, by milliseconds into the hour. */
  energies(device: number): ReadonlyMap<number, number>;
  /** Stored instead of the sum of the energies. */
  readonly wrongBy?: number;
}

/** Fills hours of embedded read models that exist: straight into the table, as recording takes long. */
export async function fillHours(url: string, hours: Iterable<FilledHour>): Promise<void> {
  await withHours(url, async (db) => {
    const table = new HourTable(db);
    for (const { hour, deviceIds, energies, wrongBy = 0 } of hours) {
      await transact(db, () => {
        const assignment = table.assignment();
        const writer = table.writer();
        for (const [index, deviceId] of deviceIds.entries()) {
          const { key, slot } = placeOf(hour, assignment.numberOf(deviceId));
          const filled = energies(index);
          writer.change(key, (block) => {
            const total = Number(totalOf(filled.values())) + wrongBy;
            block[slot] = { readings: filled.size, total, cells: encodeCells(filled) };
            return true;
          });
        }
        writer.store();
        assignment.store();
      });
    }
  });
}

/** Makes every hour's total too large by 1 µWh, as no recorder does. */
export async function spoilTotals(url: string): Promise<void> {
  await withHours(url, (db) => {
    const update = db.prepare(`UPDATE ${HOUR_TABLE} SET hours = ? WHERE key = ?`);
    return transact(db, () => {
      for (const { key, hours } of db.prepare(`SELECT key, hours FROM ${HOUR_TABLE}`).all()) {
        const block = decodeBlock(hours as Uint8Array);
        const spoilt = block.map((hour) => hour && { ...hour, total: BigInt(hour.total) + 1n });
        update.run(encodeBlock(spoilt), key as number);
      }
    });
  });
}

/** Makes every stored day's total too large by 1 µWh, and removes the row of the first day. */
export async function spoilDays(url: string): Promise<void> {
  await withHours(url, (db) => {
    const update = db.prepare(`UPDATE ${DAY_TABLE} SET days = ? WHERE key = ?`);
    return transact(db, () => {
      db.exec(`DELETE FROM ${DAY_TABLE} WHERE key = (SELECT min(key) FROM ${DAY_TABLE})`);
      for (const { key, days } of db.prepare(`SELECT key, days FROM ${DAY_TABLE}`).all()) {
        const block = decodeDays(days as Uint8Array);
        const spoilt = block.map((day) => day && { ...day, total: BigInt(day.total) + 1n });
        update.run(encodeDays(spoilt), key as number);
      }
    });
  });
}

async function withHours(
  url: string,
  work: (db: EmbeddedDatabase) => Promise<void>,
): Promise<void> {
  const db = openDatabase(url, { contents: 'read models', schema: '' });
  try {
    await work(db);
  } finally {
    db.close();
  }
}
