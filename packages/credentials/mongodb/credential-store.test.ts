import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EngineUnavailable } from '@energy/engines';
import {
  dropDatabase,
  HAS_EXPLAIN,
  MONGODB_URL,
  planOf,
  urlOfATest,
  withClient,
} from '@energy/engines/mongodb/testing';
import { Collection, Db, type FindCursor } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeCredentialStore } from '../credential-store.contract.ts';
import type { CredentialStore } from '../credential-store.ts';
import { openCredentialStore, openTokenVerification } from '../open.ts';
import { REFRESH_GRACE_MS, SESSION_MAX_AGE_MS } from '../session.ts';

describe.skipIf(!MONGODB_URL)('in MongoDB', () => {
  describeCredentialStore('MongoDB', async () => {
    const url = urlOfATest();
    return {
      open: (options) => openCredentialStore(url, options),
      openVerification: (options) => openTokenVerification(url, options),
      remove: () => dropDatabase(url),
    };
  });

  describe('the credential store', () => {
    let url: string;
    let now: number;
    let store: CredentialStore;
    let other: CredentialStore;

    beforeEach(() => {
      url = urlOfATest();
      now = Date.now();
      store = openCredentialStore(url, { now: () => now });
      other = openCredentialStore(url, { now: () => now });
    });

    afterEach(async () => {
      vi.restoreAllMocks();
      await Promise.all([store.close(), other.close()]);
      await dropDatabase(url);
    });

    const setPassword = (hash: string) => store.setPassword('ann', { hash, mustChange: false });

    /** Everything that it holds, as text. */
    async function contents(): Promise<string> {
      return withClient(url, async (db) => {
        const collections = await db.collections();
        const documents = await Promise.all(collections.map((each) => each.find().toArray()));
        return JSON.stringify(documents);
      });
    }

    it('holds no refresh token', async () => {
      await setPassword('the hash');
      const { refreshToken } = (await store.startSession('ann', 'the hash'))!;
      const refreshed = await store.refreshSession(refreshToken);
      const next = refreshed.status === 'refreshed' ? refreshed.refreshToken : '';
      expect(next).not.toBe('');
      const held = await contents();
      expect(held).toContain('the hash');
      for (const token of [refreshToken, next]) expect(held).not.toContain(token);
    });

    it('keeps nothing of what was replaced or forgotten', async () => {
      await setPassword('the first hash');
      await setPassword('the second hash');
      await store.setPassword('beatrice', { hash: 'the third hash', mustChange: false });
      await store.forget('beatrice');
      const { privateKey } = await store.signingKey();
      for (let rotation = 0; rotation < 2; rotation++) {
        await store.rotateSigningKey({ olderThanMs: 0 });
        now += 24 * 3_600_000;
      }
      const held = await contents();
      expect(held).toContain('the second');
      expect(held).not.toMatch(/the first|the third|beatrice/);
      expect(held).toContain('PRIVATE KEY');
      expect(held).not.toContain(JSON.stringify(privateKey).slice(1, -1));
    });

    it('starts no session of a password that is replaced at the same time', async () => {
      await setPassword('hash 0');
      for (let round = 0; round < 10; round++) {
        const starts = [store, other, store].map((each) =>
          each.startSession('ann', `hash ${round}`),
        );
        await Promise.all([...starts, setPassword(`hash ${round + 1}`)]);
        expect(await store.sessionsOf('ann')).toEqual([]);
      }
    });

    it('reports the theft of a token to one of several who send it', async () => {
      await setPassword('hash');
      const { refreshToken } = (await store.startSession('ann', 'hash'))!;
      await store.refreshSession(refreshToken);
      now += REFRESH_GRACE_MS + 1;
      const outcomes = await Promise.all(
        [store, other, store, other].map((each) => each.refreshSession(refreshToken)),
      );
      const statuses = outcomes.map(({ status }) => status).sort();
      expect(statuses).toEqual(['reused', 'unknown', 'unknown', 'unknown']);
    });

    it('is right with several processes at once', async () => {
      await setPassword('hash');
      const { refreshToken } = (await store.startSession('ann', 'hash'))!;
      const refresher = `
        import { openCredentialStore } from ${JSON.stringify(import.meta.resolve('../open.ts'))};
        const store = openCredentialStore(${JSON.stringify(url)});
        const { refreshToken } = await store.refreshSession(${JSON.stringify(refreshToken)});
        console.log(refreshToken, (await store.signingKey()).id);
        await store.close();`;
      const run = promisify(execFile);
      const replies = await Promise.all(
        [1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '--eval', refresher])),
      );
      expect(new Set(replies.map(({ stdout }) => stdout)).size).toBe(1);
      expect(replies[0]!.stdout).toMatch(/^\S{43} \S{36}\n$/);
      expect(await store.sessionsOf('ann')).toHaveLength(1);
    });

    it('has what has expired removed, as late as its session may end', async () => {
      await setPassword('hash');
      const { session } = (await store.startSession('ann', 'hash'))!;
      await withClient(url, async (db) => {
        for (const name of ['sessions_1', 'refresh_tokens_1']) {
          expect(await db.collection(name).indexes()).toContainEqual(
            expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
          );
        }
        const { expiresAt } = (await db.collection('sessions_1').findOne())!;
        expect(expiresAt).toEqual(new Date(session.expiresAt));
        const token = (await db.collection('refresh_tokens_1').findOne())!;
        expect(token.expiresAt).toEqual(new Date(session.startedAt + SESSION_MAX_AGE_MS));
      });
    });

    it('makes its collections before its first transaction', async () => {
      await store.setPassword('ann', { hash: 'the hash', mustChange: false });
      const names = await withClient(url, async (db) =>
        (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name),
      );
      expect(names.sort()).toEqual([
        'failed_attempts_1',
        'passwords_1',
        'public_keys_1',
        'refresh_tokens_1',
        'secrets_1',
        'sessions_1',
        'sign_ins_1',
        'signing_keys_1',
      ]);
      await openCredentialStore(url).close(); // They exist now.
    });

    it.skipIf(!HAS_EXPLAIN)('finds what it looks for in its indexes', async () => {
      const change = { id: 'one', userId: 'ann', reset: false, context: {} };
      await store.setPassword('ann', { hash: 'hash', mustChange: false, change });
      const find = vi.spyOn(Collection.prototype, 'find');
      expect(await store.unrecordedChanges()).toEqual([change]);
      await store.sessionsOf('ann');
      await store.rotateSigningKey({ olderThanMs: 0 });
      await store.publicKeys();
      const cursors = find.mock.results.map(({ value }) => value as FindCursor);
      const plans = await Promise.all(cursors.map(planOf));
      expect(plans.map(({ index }) => index)).toEqual([
        'changes',
        'by_user',
        'in_order',
        'in_order',
      ]);
      for (const { stages } of plans) expect(stages).not.toContain('COLLSCAN');
    });

    it('lets services that verify tokens read two of its collections', async () => {
      await store.signingKey();
      const collection = vi.spyOn(Db.prototype, 'collection');
      const verification = openTokenVerification(url);
      await verification.publicKeys();
      await verification.findSession('one');
      await verification.close();
      const names = new Set(collection.mock.calls.map(([name]) => name));
      expect(names).toEqual(new Set(['public_keys_1', 'sessions_1']));
      const open = await withClient(url, (db) => db.collection('public_keys_1').find().toArray());
      expect(JSON.stringify(open)).not.toContain('PRIVATE');
    });
  });
});

it('a credential store whose server is away says so', async () => {
  const url = 'mongodb://ann:secret@127.0.0.1:1/?serverSelectionTimeoutMS=50';
  for (const store of [openCredentialStore(url), openTokenVerification(url)]) {
    const call = store.publicKeys();
    await expect(call).rejects.toThrow(EngineUnavailable);
    await expect(call).rejects.toThrow("MongoDB at 127.0.0.1:1 can't be used");
    await store.close();
  }
});
