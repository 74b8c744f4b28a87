import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { delay } from '@energy/engines';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceOrderContract } from '../consumer.contract.ts';
import { BatchLost } from '../consumer.ts';
import { measurementQueueContract } from '../measurement-queue.contract.ts';
import { aDevice, messages, recorded, withNextBatch } from '../testing/queue.ts';
import { SqliteMeasurementQueue } from './measurement-queue.ts';
import { processIdentity } from './process-identity.ts';

const silent = { info: () => {}, warn: () => {} };

describe('the embedded queue', () => {
  const make = async () => {
    const folder = temporaryFolder('measurements');
    const url = `sqlite:${path.join(folder, 'broker.db')}`;
    return {
      open: () => new SqliteMeasurementQueue(url, { log: silent }),
      remove: async () => rmSync(folder, { recursive: true }),
    };
  };
  measurementQueueContract(make);
  deviceOrderContract(make);
});

it('opens the embedded queue while another process writes for long', async () => {
  const folder = temporaryFolder('measurements');
  const file = path.join(folder, 'broker.db');
  const open = () => new SqliteMeasurementQueue(`sqlite:${file}`, { log: silent });
  await open().close();
  const writer = new DatabaseSync(file);
  writer.exec('BEGIN IMMEDIATE');
  const queue = open();
  expect(await queue.stats()).toMatchObject({ waiting: { count: 0 } });
  await queue.close();
  writer.close();
  rmSync(folder, { recursive: true });
});

describe('the statistics of the embedded queue', () => {
  it('counts no more than is worth it, however many dead letters there are', async () => {
    const folder = temporaryFolder('measurements');
    const url = `sqlite:${path.join(folder, 'broker.db')}`;
    const queue = new SqliteMeasurementQueue(url, { log: silent });
    const db = new DatabaseSync(path.join(folder, 'broker.db'));
    db.exec(`
      WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
      INSERT INTO dead_letters (body, reason, detail, rejected_at)
      SELECT x'7b', CASE WHEN n <= 4000 THEN 'not-json' ELSE 'device-unknown' END, '', '' FROM n`);
    db.close();
    expect(await queue.stats()).toEqual({
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
    folder = temporaryFolder('measurements');
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

  it('ends by itself when its process hangs; nothing overtakes what it had', async () => {
    await queue.publish(messages('a', 'b', 'c'));
    const consumer = await startConsumer(LEASE_MS);
    consumer.kill('SIGSTOP');
    expect(await recorded(queue, 3)).toEqual(['a', 'b', 'c']);
    consumer.kill('SIGKILL');
  });

  it.each<[string, (pid: number) => string]>([
    [
      'the process that consumes now, as after a restart in a container',
      () => anotherStart(process.pid),
    ],
    ['a process that is not related', () => anotherStart(process.ppid)],
    [
      'this process, before the machine was restarted',
      () => {
        return processIdentity().replace(/ [0-9a-f-]{36} /, ` ${randomUUID()} `);
      },
    ],
  ])('ends at once when its process id belongs to %s', async (_, identityOf) => {
    await queue.publish(messages('a', 'b', 'c'));
    const consumer = await startConsumer(60_000);
    consumer.kill('SIGSTOP');
    change(`UPDATE consumers SET process = '${identityOf(consumer.pid!)}'`);
    expect(await queue.waiting()).toBe(3);
    expect(await recorded(queue, 3)).toEqual(['a', 'b', 'c']);
    consumer.kill('SIGKILL');
  });

  it('ends at once when its process is a zombie', async () => {
    await queue.publish(messages('a', 'b', 'c'));
    // The shell becomes a program that never asks for the exit code of its child.
    const fixture = path.join(import.meta.dirname, 'killed-consumer.fixture.ts');
    const script = `"${process.execPath}" "${fixture}" "${url}" 60000 & echo $!; exec sleep 60`;
    const parent = spawn('sh', ['-c', script]);
    let output = '';
    parent.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await expect.poll(() => output).toMatch(/^\d+\s*taken$/);
    process.kill(Number.parseInt(output, 10), 'SIGKILL');
    expect(await recorded(queue, 3)).toEqual(['a', 'b', 'c']);
    parent.kill('SIGKILL');
  });

  it('rejects a batch of an expired lease before anything is stored', async () => {
    await queue.publish(messages('a'));
    await withNextBatch(queue, {}, async (batch) => {
      batch.assertOwned();
      const blockedUntil = performance.now() + LEASE_MS + 10;
      while (performance.now() < blockedUntil); // As long as a paused process does nothing.
      expect(() => batch.assertOwned()).toThrow(BatchLost);
    });
    expect(await recorded(queue, 1)).toEqual(['a']);
  });

  async function startConsumer(leaseMs: number) {
    const fixture = path.join(import.meta.dirname, 'killed-consumer.fixture.ts');
    const consumer = spawn(process.execPath, [fixture, url, String(leaseMs)]);
    await once(consumer.stdout, 'data');
    return consumer;
  }

  function change(sql: string): void {
    const others = new DatabaseSync(url.slice('sqlite:'.length));
    others.exec(sql);
    others.close();
  }

  /** Another process that had the id of this one. */
  function anotherStart(pid: number): string {
    return processIdentity().replace(/^\d+ \d+/, `${pid} 1`);
  }

  it('holds as long as its consumer lives', async () => {
    await queue.publish(messages('a'));
    await withNextBatch(queue, {}, async (batch) => {
      await delay(2 * LEASE_MS);
      expect(await queue.waiting()).toBe(0);
      await batch.settle();
    });
    expect(await queue.waiting()).toBe(0);
  });

  it('that was lost leaves what others have in hand alone', async () => {
    await queue.publish(messages('a', 'b'));
    const others = new DatabaseSync(url.slice('sqlite:'.length));
    await withNextBatch(queue, { batchSize: 2 }, async (batch) => {
      others.exec(`UPDATE partitions SET consumer = 'another'`);
      await batch.settle([{ body: batch.bodies[0]!, reason: 'not-json', detail: '' }]);
    });
    const { n } = others.prepare('SELECT count(*) AS n FROM messages').get() as { n: number };
    others.close();
    expect(n).toBe(2);
    expect(await queue.deadLetters.count()).toBe(0);
  });
});

describe('the partitions of the embedded queue', () => {
  let folder: string;
  let url: string;

  beforeEach(() => {
    folder = temporaryFolder('measurements');
    url = `sqlite:${path.join(folder, 'broker.db')}`;
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('are shared between consumers that come and go', async () => {
    const queues = [0, 1].map(() => new SqliteMeasurementQueue(url, { log: silent }));
    const stop = new AbortController();
    const seen: [number, number] = [0, 0];
    const consume = async (consumer: 0 | 1) => {
      const options = { batchSize: 10, lingerMs: 0, signal: stop.signal };
      for await (const batch of queues[consumer]!.consume(options)) {
        seen[consumer] += batch.bodies.length;
        await batch.settle();
      }
    };
    const publishing = setInterval(() => {
      queues[0]!.publish(messages(...Array.from({ length: 40 }, (_, i) => aDevice(i))));
    }, 20);
    const first = consume(0);
    await expect.poll(() => seen[0]).toBeGreaterThan(0);
    const second = consume(1);
    await expect.poll(() => seen[1], { timeout: 10_000 }).toBeGreaterThan(0);
    await queues[1]!.close();
    await second;
    clearInterval(publishing);
    await expect.poll(() => queues[0]!.waiting(), { timeout: 10_000 }).toBe(0);
    stop.abort();
    await first;
    await queues[0]!.close();
  });

  it('wait until messages of an earlier release, which knew no partitions, are off the queue', async () => {
    const queue = new SqliteMeasurementQueue(url, { log: silent });
    await queue.publish(messages(`correction of ${aDevice(0)}`));
    const db = new DatabaseSync(url.slice('sqlite:'.length));
    db.prepare('INSERT INTO messages (id, body) VALUES (7, ?)').run(
      Buffer.from(`original of ${aDevice(0)}`),
    );
    db.close();
    expect(await recorded(queue, 2)).toEqual([
      `original of ${aDevice(0)}`,
      `correction of ${aDevice(0)}`,
    ]);
    await queue.close();
  });
});

describe('an embedded queue whose file is locked', () => {
  it('is consumed again after the lock is released, and logs the outage once', async () => {
    const folder = temporaryFolder('measurements');
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
      [expect.stringMatching(/^Can't consume the embedded queue; retrying: .* holds its lock/)],
    ]);
    expect(log.info.mock.calls).toEqual([['Consuming the embedded queue again.']]);
    await queue.close();
    rmSync(folder, { recursive: true });
  });
});
