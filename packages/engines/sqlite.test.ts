import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { databaseProblems, FULL_DISK, translateSqliteErrors } from './embedded-database.ts';
import { GroupCommit } from './group-commit.ts';
import { openDatabase, openDatabaseToRead, transact } from './sqlite.ts';
import { EngineUnavailable } from './unavailable.ts';

/** Only the superuser can mount a small disk. */
const CAN_MOUNT = process.platform === 'linux' && process.getuid?.() === 0;

const OPTIONS = {
  contents: 'notes',
  schema: 'CREATE TABLE IF NOT EXISTS notes (text TEXT UNIQUE)',
};

describe('the embedded database', () => {
  let folder: string;
  let file: string;
  let db: DatabaseSync;

  beforeEach(() => {
    folder = temporaryFolder('engines');
    file = path.join(folder, 'new', 'notes.db');
    db = openDatabase(`sqlite:${file}`, OPTIONS);
  });

  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });

  it('caches at most 32 MB of a file, so that memory stays flat while the file grows', () => {
    expect(db.prepare('PRAGMA cache_size').get()).toEqual({ cache_size: -32_768 });
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
    await transact(db, () => write('stored'));
    const failing = transact(db, () => {
      write('lost');
      throw new Error('half-way');
    });
    await expect(failing).rejects.toThrow('half-way');
    expect(notes()).toEqual(['stored']);
  });

  it('waits for the lock of another process', async () => {
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    setTimeout(() => other.exec('COMMIT'), 300);
    await transact(db, () => write('after the lock'));
    expect(notes()).toEqual(['after the lock']);
    other.close();
  });

  it('is opened while another process holds the lock, and waits for it where a table is missing', () => {
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    openDatabase(`sqlite:${file}`, OPTIONS).close();
    const tags = { contents: 'notes', schema: 'CREATE TABLE IF NOT EXISTS tags (text TEXT)' };
    expect(() => openDatabase(`sqlite:${file}`, tags)).toThrow(/another process holds its lock/);
    other.exec('COMMIT');
    other.close();
    openDatabase(`sqlite:${file}`, tags).close();
    expect(db.prepare('SELECT count(*) AS count FROM tags').get()).toEqual({ count: 0 });
  });

  it('reports a lock that is held too long, and works again afterwards', async () => {
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const locked = transact(db, () => write('too early'));
    await expect(locked).rejects.toThrow(EngineUnavailable);
    await expect(locked).rejects.toThrow(
      /notes\.db \(notes\) can't be used: another process holds its lock/,
    );
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

  it('remembers a refused write until one is taken again', async () => {
    expect(databaseProblems()).toEqual({});
    db.exec('PRAGMA max_page_count = 10');
    const fill = () => {
      for (let n = 0; n < 100; n++) write(`${n} ${'x'.repeat(1_000)}`);
    };
    await expect(transact(db, fill)).rejects.toThrow(EngineUnavailable);
    expect(databaseProblems()).toEqual({ notes: expect.stringMatching(/full; make room/) });
    db.exec('PRAGMA max_page_count = 100000');
    await transact(db, () => write('room'));
    expect(databaseProblems()).toEqual({});
  });

  it('tries itself whether there is room again, while nobody writes', async () => {
    db.exec('PRAGMA max_page_count = 10');
    const full = transact(db, () => write('x'.repeat(100_000)));
    await expect(full).rejects.toThrow(EngineUnavailable);
    db.exec('PRAGMA max_page_count = 100000');
    await expect.poll(() => databaseProblems(), { timeout: 5_000 }).toEqual({});
  });

  it.each([
    ['overwritten', (bytes: Buffer) => bytes.fill('x', 0, 100)],
    ['damaged within', (bytes: Buffer) => bytes.fill('x', 4_096)],
  ])('names a file that is %s, what it holds, and what to do', async (_, damage) => {
    await transact(db, () => write('stored'));
    db.close();
    writeFileSync(file, damage(readFileSync(file)));
    const use = () => {
      const damaged = openDatabase(`sqlite:${file}`, OPTIONS);
      try {
        translateSqliteErrors(damaged, () => damaged.prepare('SELECT text FROM notes').all());
      } finally {
        damaged.close();
      }
    };
    expect(use).toThrow(EngineUnavailable);
    expect(use).toThrow(
      /notes\.db \(notes\) can't be used: the file is damaged.*; .*backup --verify/,
    );
    db = openDatabase('sqlite::memory:', OPTIONS);
  });

  it.each([
    ['overwritten', () => writeFileSync(file, readFileSync(file).fill('x', 0, 100)), /damaged/],
    ['removed', () => rmSync(file), /removed or replaced/],
    ['replaced', replaceFile, /removed or replaced/],
  ])('notices by itself that its file was %s', async (_, harm, problem) => {
    await transact(db, () => write('stored'));
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    harm();
    await expect
      .poll(() => databaseProblems(), { timeout: 5_000 })
      .toEqual({ notes: expect.stringMatching(problem) });
  });

  function replaceFile() {
    const bytes = readFileSync(file);
    writeFileSync(`${file}-copy`, bytes);
    renameSync(`${file}-copy`, file);
  }

  it('reports damage that is found later, for as long as it is open', () => {
    const corrupt = Object.assign(new Error('malformed'), { errcode: 11 });
    const read = () =>
      translateSqliteErrors(db, () => {
        throw corrupt;
      });
    expect(read).toThrow(/the file is damaged/);
    expect(databaseProblems()).toEqual({ notes: expect.stringMatching(/the file is damaged/) });
    db.close();
    expect(databaseProblems()).toEqual({});
    db = openDatabase(`sqlite:${file}`, OPTIONS);
  });

  describe.skipIf(!CAN_MOUNT)('on a disk of its own', () => {
    let disk: string;
    const mount = (options: string) =>
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
    const open = () => openDatabase(`sqlite:${disk}/notes.db`, OPTIONS).close();

    beforeEach(() => {
      disk = path.join(folder, 'disk');
      mkdirSync(disk);
    });

    afterEach(() => void execFileSync('umount', [disk]));

    it('reports a full disk, however SQLite words it', () => {
      mount('size=64k');
      writeFileSync(path.join(disk, 'other'), Buffer.alloc(61_440));
      expect(open).toThrow(EngineUnavailable);
      expect(open).toThrow(/the disk or the database is full; make room on it/);
      rmSync(path.join(disk, 'other'));
      open();
    });

    it('reports a disk without room for another file', () => {
      mount('nr_inodes=2');
      writeFileSync(path.join(disk, 'other'), '');
      expect(open).toThrow(/the disk or the database is full; make room on it/);
    });

    it.each(['a new file', 'an existing file'])('reports a read-only disk, with %s', (which) => {
      mount('size=1m');
      if (which === 'an existing file') open();
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      expect(open).toThrow(EngineUnavailable);
      expect(open).toThrow(/the file or its folder is read-only/);
    });
  });

  it('is for its user alone, with its folder and the files beside it', async () => {
    await transact(db, () => write('private'));
    const modes = () =>
      [path.dirname(file), file, `${file}-wal`, `${file}-shm`].map(
        (each) => statSync(each).mode & 0o777,
      );
    expect(modes()).toEqual([0o700, 0o600, 0o600, 0o600]);
    for (const each of [file, `${file}-wal`, `${file}-shm`]) chmodSync(each, 0o644);
    chmodSync(path.dirname(file), 0o755);
    openDatabase(`sqlite:${file}`, OPTIONS).close();
    expect(modes()).toEqual([0o700, 0o600, 0o600, 0o600]);
  });

  it('leaves a folder as it is that holds other files', () => {
    writeFileSync(path.join(folder, 'notes.txt'), '');
    chmodSync(folder, 0o755);
    openDatabase(`sqlite:${folder}/other.db`, OPTIONS).close();
    expect(statSync(folder).mode & 0o777).toBe(0o755);
  });

  it('bounds its log, while others read', async () => {
    const reader = openDatabaseToRead(`sqlite:${file}`, OPTIONS)!;
    for (let round = 0; round < 40; round++) {
      await transact(db, () => write(`${round} ${'x'.repeat(1_048_576)}`));
      reader.prepare('SELECT count(*) FROM notes').get();
    }
    reader.close();
    expect(statSync(`${file}-wal`).size).toBeLessThan(2 * 8 * 1_048_576);
  });

  it('says where it could not be opened', () => {
    const open = () => openDatabase(`sqlite:${folder}`, OPTIONS);
    expect(open).toThrow(EngineUnavailable);
    expect(open).toThrow(folder);
  });

  it('says where its folder could not be made', () => {
    expect(() => openDatabase(`sqlite:${file}/inside/a/file.db`, OPTIONS)).toThrow(
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

    it('flushes once for all that arrive together', async () => {
      const exec = vi.spyOn(db, 'exec');
      const group = new GroupCommit(db, write);
      const together = () => Promise.all(['a', 'b', 'c'].map((text) => group.submit(text)));
      const later = new Promise<void>((resolve, reject) => {
        setImmediate(() => group.submit('from the next turn').then(() => resolve(), reject));
      });
      await Promise.all([together(), later]);
      expect(exec.mock.calls.filter(([sql]) => sql === 'COMMIT')).toHaveLength(1);
      expect(notes()).toEqual(['a', 'b', 'c', 'from the next turn']);
    });

    it('stores nothing of a group on a full disk, says so to each, and continues with room', async () => {
      const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number };
      db.exec(`PRAGMA max_page_count = ${pages + 2}`);
      const group = new GroupCommit(db, write);
      const texts = ['one', 'x'.repeat(100_000), 'three'];
      const results = await Promise.allSettled(texts.map((text) => group.submit(text)));
      for (const { status, reason } of results as PromiseRejectedResult[]) {
        expect(status).toBe('rejected');
        expect(reason).toBeInstanceOf(EngineUnavailable);
        expect(reason.message).toContain(FULL_DISK);
      }
      expect(notes()).toEqual([]);
      db.exec('PRAGMA max_page_count = 1000000');
      await Promise.all(texts.map((text) => group.submit(text)));
      expect(notes()).toEqual(texts);
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
