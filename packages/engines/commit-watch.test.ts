import { rmSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommitWatch } from './commit-watch.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { openDatabase } from './sqlite.ts';
import { WakeUpSignal } from './wake-up.ts';

const OPTIONS = { contents: 'notes', schema: 'CREATE TABLE IF NOT EXISTS notes (text TEXT)' };
const never = new AbortController().signal;

describe('a watch for commits', () => {
  let folder: string;
  let watched: EmbeddedDatabase;
  let writer: EmbeddedDatabase;
  const wakeUp = new WakeUpSignal();
  let commits: CommitWatch;

  beforeEach(() => {
    folder = temporaryFolder('commits');
    const url = `sqlite:${path.join(folder, 'notes.db')}`;
    watched = openDatabase(url, OPTIONS);
    writer = openDatabase(url, OPTIONS);
    commits = new CommitWatch(watched, wakeUp);
  });

  afterEach(() => {
    commits.close();
    watched.close();
    writer.close();
    rmSync(folder, { recursive: true });
  });

  const write = () => writer.exec("INSERT INTO notes VALUES ('text')");
  const count = () => watched.prepare('SELECT count(*) AS count FROM notes').get()!.count;
  /** Resolves to the number of looks that it takes until there are as many notes. */
  const looksUntil = async (expected: number) => {
    let looks = 0;
    while (count() !== expected) {
      await commits.next(never);
      looks += 1;
    }
    return looks;
  };
  /** Resolves when looks have become rare. */
  const untilQuiet = async () => {
    for (;;) {
      const before = performance.now();
      await commits.next(never);
      if (performance.now() - before > 100) return;
    }
  };

  it('looks rarely while there are none', async () => {
    await untilQuiet();
    const begin = performance.now();
    for (let looks = 0; looks < 3; looks++) await commits.next(never);
    expect(performance.now() - begin).toBeGreaterThan(400);
  });

  it('ends a long wait at a commit of another process', async () => {
    await untilQuiet();
    const looks = looksUntil(1);
    write();
    // One of them may come before the commit is visible.
    expect(await looks).toBeLessThanOrEqual(3);
  });

  it('misses no commit, whenever it is', async () => {
    for (let round = 1; round <= 25; round++) {
      const found = looksUntil(round);
      setTimeout(write, Math.random() * 200);
      expect(await found).toBeLessThan(40);
    }
  });

  it('ends a wait for another reason', async () => {
    await untilQuiet();
    const wait = commits.next(never);
    wakeUp.wake();
    await wait;
  });

  it('ends a wait after a timeout, or when its signal aborts', async () => {
    await untilQuiet();
    const begin = performance.now();
    await commits.next(never, 1);
    await commits.next(AbortSignal.abort());
    expect(performance.now() - begin).toBeLessThan(200);
  });

  it('looks often where the system watches no files', async () => {
    await untilQuiet();
    commits.close();
    const { location } = watched;
    watched.location = () => '/missing';
    const begin = performance.now();
    for (let looks = 0; looks < 5; looks++) await commits.next(never);
    expect(performance.now() - begin).toBeLessThan(300);
    watched.location = location;
  });
});
