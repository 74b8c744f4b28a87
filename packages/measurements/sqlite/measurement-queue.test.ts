import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  measurementQueueContract,
  messages,
  recorded,
  waitMs,
  withNextBatch,
} from '../measurement-queue.contract.ts';
import { SqliteMeasurementQueue } from './measurement-queue.ts';

const silent = { info: () => {}, warn: () => {} };

describe('the embedded queue', () => {
  measurementQueueContract(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'measurements-'));
    const url = `sqlite:${path.join(folder, 'broker.db')}`;
    return {
      open: () => new SqliteMeasurementQueue(url, { log: silent }),
      remove: async () => rmSync(folder, { recursive: true }),
    };
  });
});

describe('a glance at the embedded queue', () => {
  it('counts no more than is worth it, however many dead letters there are', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'measurements-'));
    const url = `sqlite:${path.join(folder, 'broker.db')}`;
    const queue = new SqliteMeasurementQueue(url, { log: silent });
    const db = new DatabaseSync(path.join(folder, 'broker.db'));
    db.exec(`
      WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
      INSERT INTO dead_letters (body, reason, detail, rejected_at)
      SELECT x'7b', CASE WHEN n <= 4000 THEN 'not-json' ELSE 'device-unknown' END, '', '' FROM n`);
    db.close();
    expect(await queue.glance()).toEqual({
      waiting: { count: 0, isAll: true },
      deadLetters: { count: 10_000, isAll: false },
      reasons: [
        { reason: 'device-unknown', count: 6_000 },
        { reason: 'not-json', count: 4_000 },
      ],
    });
    await queue.close();
    rmSync(folder, { recursive: true });
  });
});

describe('a lease on the embedded queue', () => {
  const LEASE_MS = 600;
  let folder: string;
  let url: string;
  let queue: SqliteMeasurementQueue;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'measurements-'));
    url = `sqlite:${path.join(folder, 'broker.db')}`;
    queue = new SqliteMeasurementQueue(url, { log: silent, leaseMs: LEASE_MS });
  });

  afterEach(async () => {
    await queue.close();
    rmSync(folder, { recursive: true });
  });

  it('ends at once when its process was killed: the batch comes again, in its place', async () => {
    await queue.publish(messages('a', 'b', 'c'));
    const consumer = await startConsumer(60_000);
    expect(await queue.waiting()).toBe(1);
    consumer.kill('SIGKILL');
    await once(consumer, 'exit');
    expect(await queue.waiting()).toBe(3);
    expect(await recorded(queue, 3)).toEqual(['a', 'b', 'c']);
  });

  it('ends by itself when its process hangs', async () => {
    await queue.publish(messages('a', 'b', 'c'));
    const consumer = await startConsumer(LEASE_MS);
    consumer.kill('SIGSTOP');
    await waitMs(LEASE_MS);
    expect(await recorded(queue, 3)).toEqual(['a', 'b', 'c']);
    consumer.kill('SIGKILL');
  });

  async function startConsumer(leaseMs: number) {
    const fixture = path.join(import.meta.dirname, 'killed-consumer.fixture.ts');
    const consumer = spawn(process.execPath, [fixture, url, String(leaseMs)]);
    await once(consumer.stdout, 'data');
    return consumer;
  }

  it('is kept as long as its consumer lives', async () => {
    await queue.publish(messages('a'));
    await withNextBatch(queue, {}, async (batch) => {
      await waitMs(2 * LEASE_MS);
      expect(await queue.waiting()).toBe(0);
      await batch.settle();
    });
    expect(await queue.waiting()).toBe(0);
  });

  it('that was lost leaves what others have in hand alone', async () => {
    await queue.publish(messages('a', 'b'));
    const others = new DatabaseSync(url.slice('sqlite:'.length));
    await withNextBatch(queue, { batchSize: 2 }, async (batch) => {
      others.exec(`UPDATE claims SET consumer = consumer || ' another'`);
      await batch.settle([{ body: batch.bodies[0]!, reason: 'not-json', detail: '' }]);
    });
    const { n } = others.prepare('SELECT count(*) AS n FROM messages').get() as { n: number };
    others.close();
    expect(n).toBe(2);
    expect(await queue.deadLetters.count()).toBe(0);
  });
});

describe('an embedded queue whose file is locked', () => {
  it('is consumed again when the lock is gone, and tells of it once', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'measurements-'));
    const file = path.join(folder, 'broker.db');
    const log = {
      info: vi.fn<(message: string) => void>(),
      warn: vi.fn<(message: string) => void>(),
    };
    const queue = new SqliteMeasurementQueue(`sqlite:${file}`, { log });
    await queue.publish(messages('a'));
    const locker = new DatabaseSync(file);
    locker.exec('BEGIN IMMEDIATE');
    const delivered = recorded(queue, 1);
    await expect.poll(() => log.warn).toHaveBeenCalled();
    locker.exec('ROLLBACK');
    locker.close();
    expect(await delivered).toEqual(['a']);
    expect(log.warn.mock.calls).toEqual([
      [expect.stringMatching(/^The embedded queue is not consumed for now: .* holds its lock/)],
    ]);
    expect(log.info.mock.calls).toEqual([['The embedded queue is consumed again.']]);
    await queue.close();
    rmSync(folder, { recursive: true });
  });
});
