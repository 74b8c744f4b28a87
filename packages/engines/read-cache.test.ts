import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { temporaryFolder } from '@energy/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { ReadCache } from './read-cache.ts';
import { openDatabase, openDatabaseToRead, transact } from './sqlite.ts';

const OPTIONS = {
  contents: 'counts',
  schema: `
  CREATE TABLE IF NOT EXISTS counts (name TEXT PRIMARY KEY, count INTEGER);
  INSERT OR IGNORE INTO counts VALUES ('ours', 0);`,
};

describe('a cache of reads from an embedded database', () => {
  let folder: string;
  let url: string;
  let db: EmbeddedDatabase;
  let cache: ReadCache<number>;
  let reads: number;

  beforeEach(() => {
    folder = temporaryFolder('read-cache');
    url = `sqlite:${path.join(folder, 'counts.db')}`;
    db = openDatabase(url, OPTIONS);
    cache = new ReadCache(db, { max: 2 });
    reads = 0;
  });

  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });

  const file = () => path.join(folder, 'counts.db');
  const set = (count: number, by: DatabaseSync = db) =>
    by.prepare("UPDATE counts SET count = ? WHERE name = 'ours'").run(count);
  const stored = () => {
    reads += 1;
    return db.prepare("SELECT count FROM counts WHERE name = 'ours'").get()!.count as number;
  };
  const read = (key = 'ours') => cache.get(key, stored);

  it('reads once while nothing is committed', () => {
    expect([read(), read(), read()]).toEqual([0, 0, 0]);
    expect(reads).toBe(1);
  });

  it('reads again after another process has committed', async () => {
    read();
    const update = `
      import { DatabaseSync } from 'node:sqlite';
      new DatabaseSync(${JSON.stringify(file())}).exec('UPDATE counts SET count = 7');`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', update]);
    expect(read()).toBe(7);
  });

  it('is current after commits, rollbacks, checkpoints and reopening in any order', () => {
    const other = new DatabaseSync(file());
    const steps = fc.constantFrom(
      'commit',
      'commit there',
      'roll back',
      'tidy up',
      'close and open',
    );
    let count = 0;
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 12 }), (taken) => {
        for (const step of taken) {
          switch (step) {
            case 'commit':
              set(++count);
              break;
            case 'commit there':
              set(++count, other);
              break;
            case 'roll back':
              other.exec('BEGIN IMMEDIATE');
              set(-1, other);
              expect(read()).toBe(count);
              other.exec('ROLLBACK');
              break;
            case 'tidy up':
              other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
              break;
            case 'close and open':
              db.close();
              db = openDatabase(url, OPTIONS);
              cache = new ReadCache(db, { max: 2 });
          }
          expect(read()).toBe(count);
        }
      }),
    );
    other.close();
  });

  it('works on a read-only connection', () => {
    const reader = openDatabaseToRead(url, OPTIONS)!;
    const before = reader.version();
    expect(reader.version()).toBe(before);
    set(1);
    expect(reader.version()).not.toBe(before);
    reader.close();
  });

  it('is bypassed inside a transaction, which may be rolled back', async () => {
    read();
    const failing = transact(db, () => {
      set(5);
      expect(read()).toBe(5);
      throw new Error('taken back');
    });
    await expect(failing).rejects.toThrow('taken back');
    expect(read()).toBe(0);
  });

  it('drops the least recently used value', () => {
    for (const key of ['a', 'b', 'c', 'd', 'e', 'a']) read(key);
    expect(reads).toBe(6);
  });
});
