import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GroupCommit } from './group-commit.ts';
import { openDatabase, transact } from './sqlite.ts';
import { EngineUnavailable } from './unavailable.ts';

const SCHEMA = 'CREATE TABLE IF NOT EXISTS notes (text TEXT UNIQUE)';

describe('the embedded database', () => {
  let folder: string;
  let file: string;
  let db: DatabaseSync;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'engines-'));
    file = path.join(folder, 'new', 'notes.db');
    db = openDatabase(`sqlite:${file}`, SCHEMA);
  });

  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });

  const write = (text: string) => db.prepare('INSERT INTO notes VALUES (?)').run(text);
  const notes = () =>
    db
      .prepare('SELECT text FROM notes')
      .all()
      .map(({ text }) => text);

  it('flushes what is committed to the disk', () => {
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  });

  it('stores all of a transaction or nothing', async () => {
    await transact(db, () => write('kept'));
    const failing = transact(db, () => {
      write('lost');
      throw new Error('half-way');
    });
    await expect(failing).rejects.toThrow('half-way');
    expect(notes()).toEqual(['kept']);
  });

  it('waits for the lock of another process', async () => {
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    setTimeout(() => other.exec('COMMIT'), 300);
    await transact(db, () => write('after the lock'));
    expect(notes()).toEqual(['after the lock']);
    other.close();
  });

  it('says so when the lock is kept, and works again afterwards', async () => {
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const locked = transact(db, () => write('too early'));
    await expect(locked).rejects.toThrow(EngineUnavailable);
    await expect(locked).rejects.toThrow(/notes\.db can't be used: another process holds its lock/);
    other.exec('COMMIT');
    other.close();
    await transact(db, () => write('afterwards'));
    expect(notes()).toEqual(['afterwards']);
  });

  it('says so when it is full, and works again when there is room', async () => {
    db.exec('PRAGMA max_page_count = 10');
    const full = transact(db, () => {
      for (let n = 0; n < 100; n++) write(`${n} ${'x'.repeat(1_000)}`);
    });
    await expect(full).rejects.toThrow(EngineUnavailable);
    await expect(full).rejects.toThrow(/full; make room/);
    expect(notes()).toEqual([]);
    db.exec('PRAGMA max_page_count = 100000');
    await transact(db, () => write('room'));
    expect(notes()).toEqual(['room']);
  });

  it('says where it could not be opened', () => {
    const open = () => openDatabase(`sqlite:${folder}`, SCHEMA);
    expect(open).toThrow(EngineUnavailable);
    expect(open).toThrow(folder);
  });

  it('says where its folder could not be made', () => {
    expect(() => openDatabase(`sqlite:${file}/inside/a/file.db`, SCHEMA)).toThrow(
      EngineUnavailable,
    );
  });

  describe('committing in groups', () => {
    it('stores what arrives together, and rejects what fails alone', async () => {
      const group = new GroupCommit(db, (text: string) => {
        if (text === 'bad') throw new Error('refused');
        write(text);
        return text.length;
      });
      const results = await Promise.allSettled(['one', 'bad', 'three'].map((t) => group.submit(t)));
      expect(results).toMatchObject([
        { status: 'fulfilled', value: 3 },
        { status: 'rejected', reason: new Error('refused') },
        { status: 'fulfilled', value: 5 },
      ]);
      expect(notes()).toEqual(['one', 'three']);
    });

    it('rejects the whole group when the engine fails, and takes the next one', async () => {
      const group = new GroupCommit(db, write);
      const results = await Promise.allSettled(['one', 'one'].map((text) => group.submit(text)));
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(notes()).toEqual([]);
      await group.submit('two');
      expect(notes()).toEqual(['two']);
    });
  });
});
