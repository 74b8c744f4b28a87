import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { liveFeedContract, Subscriber, typing } from '../live-feed.contract.ts';
import { SqliteLiveFeed } from './live-feed.ts';

const silent = { info() {}, warn() {} };

describe('the embedded live feed', () => {
  liveFeedContract(async () => {
    const folder = temporaryFolder('live-feed');
    const file = path.join(folder, 'broker.db');
    return {
      open: () => new SqliteLiveFeed(`sqlite:${file}`, { log: silent, retainedBytes: 10_000 }),
      publishForeign: async (body) => {
        const db = new DatabaseSync(file);
        db.prepare(`
          INSERT INTO live_notices
          SELECT coalesce(max(ends_at), 0) + ?, 'Typing AlertRaised', ? FROM live_notices`).run(
          Math.max(1, body.length),
          body,
        );
        db.close();
      },
      remove: async () => rmSync(folder, { recursive: true }),
    };
  });
});

describe('the file of an embedded live feed', () => {
  let folder: string;
  let file: string;
  let feed: SqliteLiveFeed;
  const log = {
    info: vi.fn<(message: string) => void>(),
    warn: vi.fn<(message: string) => void>(),
  };

  beforeEach(() => {
    log.info.mockClear();
    log.warn.mockClear();
    folder = temporaryFolder('live-feed');
    file = path.join(folder, 'broker.db');
    feed = new SqliteLiveFeed(`sqlite:${file}`, { log, retainedBytes: 10_000 });
  });

  afterEach(async () => {
    await feed.close();
    rmSync(folder, { recursive: true });
  });

  it('stays small, however much is published', async () => {
    for (let index = 0; index < 500; index++) await feed.publish([typing(index), typing(index)]);
    const db = new DatabaseSync(file);
    const { bytes } = db.prepare('SELECT sum(length(notices)) AS bytes FROM live_notices').get()!;
    expect(bytes).toBeLessThan(10_500);
    await feed.publish(Array.from({ length: 1_000 }, (_, index) => typing(index)));
    expect(db.prepare('SELECT count(*) AS count FROM live_notices').get()).toEqual({ count: 1 });
    db.close();
  });

  it('accepts notices after a lock is released', async () => {
    const subscriber = await Subscriber.on(feed);
    const locker = new DatabaseSync(file);
    locker.exec('BEGIN IMMEDIATE');
    const published = feed.publish([typing(1)]);
    setTimeout(() => locker.exec('ROLLBACK'), 300);
    await published;
    await subscriber.receives([typing(1)]);
    locker.close();
  });

  it('is read again after an I/O error, which is logged once', async () => {
    const subscriber = await Subscriber.on(feed);
    const prepared = vi.spyOn(
      Object.getPrototypeOf(new DatabaseSync(':memory:').prepare('SELECT 1')),
      'get',
    );
    prepared.mockImplementation(() => {
      throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
    });
    await expect.poll(() => prepared.mock.calls.length).toBeGreaterThan(2);
    prepared.mockRestore();
    await feed.publish([typing(1)]);
    await subscriber.receives([typing(1)]);
    expect(log.warn.mock.calls).toEqual([
      [expect.stringMatching(/^Can't read the embedded live feed; retrying: .* error \(I\/O\)/)],
    ]);
    expect(log.info.mock.calls).toEqual([['Reading the embedded live feed again.']]);
  });
});
