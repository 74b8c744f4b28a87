import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { temporaryFolder } from '@energy/testing';
import { describe, expect, it } from 'vitest';
import { describeEventStore } from '../event-store.contract.ts';
import { openEventStore } from '../open.ts';

const silent = { info() {}, warn() {} };

describeEventStore('SQLite', async () => {
  const folder = temporaryFolder('event-store');
  return {
    open: () => openEventStore(`sqlite:${path.join(folder, 'events.db')}`, silent),
    remove: () => rm(folder, { recursive: true }),
  };
});

describe('the embedded event store', () => {
  it('is right with several processes at once', async () => {
    const folder = temporaryFolder('event-store');
    const url = `sqlite:${path.join(folder, 'events.db')}`;
    const appender = `
      import { randomUUID } from 'node:crypto';
      import { openEventStore } from ${JSON.stringify(import.meta.resolve('../open.ts'))};
      const store = openEventStore(${JSON.stringify(url)}, console);
      const metadata = { actor: 'system', correlationId: '', causationId: '', schemaVersion: 1 };
      for (let n = 0; n < 200; n++) {
        await store.append('shared-1', 'any', [{ id: randomUUID(), type: 'T', data: {}, metadata }]);
      }
      await store.close();`;
    const run = promisify(execFile);
    await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '--eval', appender])),
    );
    const store = openEventStore(url, silent);
    const revisions: number[] = [];
    for await (const event of store.readStream('shared-1')) revisions.push(event.revision);
    expect(revisions).toEqual(Array.from({ length: 600 }, (_, revision) => revision));
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('ends a subscription where the file loses its last events', async () => {
    const folder = temporaryFolder('event-store');
    const file = path.join(folder, 'events.db');
    const store = openEventStore(`sqlite:${file}`, silent);
    const metadata = {
      actor: 'system',
      correlationId: '',
      causationId: '',
      schemaVersion: 1,
    } as const;
    for (let n = 0; n < 3; n++) {
      await store.append('a-1', 'any', [{ id: randomUUID(), type: 'T', data: {}, metadata }]);
    }
    const subscription = store.subscribe({ signal: AbortSignal.timeout(10_000) });
    const batches = subscription[Symbol.asyncIterator]();
    const { value } = await batches.next();
    const db = new DatabaseSync(file);
    db.exec('DELETE FROM events WHERE position > 1');
    db.close();
    const error = await batches.next().catch((reason) => reason);
    expect(error).toMatchObject({ name: 'PositionNotFound', position: value!.position });
    expect(error.end).toBe((await store.head())!);
    await store.close();
    await rm(folder, { recursive: true });
  });
});
