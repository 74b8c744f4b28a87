import { randomUUID, sign, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_LIFETIME_MS } from './access-token.ts';
import {
  MAX_FAILED_ATTEMPTS,
  MAX_FAILED_ATTEMPTS_OF_UNKNOWN,
  unknownAccount,
} from './attempt-limits.ts';
import type {
  CredentialStore,
  PasswordChange,
  RefreshOutcome,
  Replaced,
  StartedSession,
} from './credential-store.ts';
import { REFRESH_GRACE_MS, SESSION_IDLE_MS, SESSION_MAX_AGE_MS } from './session.ts';
import { KEY_PUBLICATION_MS } from './signing-keys.ts';
import type { TokenVerification } from './token-verification.ts';

/** One store for a test. Every call of `open` returns another handle on it, as another process has. */
export interface CredentialStoreUnderTest {
  open(options: { now: () => number }): CredentialStore;
  openVerification(options: { now: () => number }): TokenVerification;
  remove(): Promise<void>;
}

/** Contract of every adapter of the CredentialStore port. */
export function describeCredentialStore(
  name: string,
  make: () => Promise<CredentialStoreUnderTest>,
): void {
  describe(`a credential store on ${name}`, () => {
    const HASH = '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$b25l';
    const OTHER_HASH = '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$b3RoZXI';
    let underTest: CredentialStoreUnderTest;
    let handles: TokenVerification[];
    let store: CredentialStore;
    let now: number;
    let user: string;

    beforeEach(async () => {
      underTest = await make();
      handles = [];
      now = Date.now(); // An engine may remove expired records by its own clock.
      user = randomUUID();
      store = open();
    });

    afterEach(async () => {
      await Promise.all(handles.map((handle) => handle.close()));
      await underTest.remove();
    });

    function open(): CredentialStore {
      return opened(underTest.open({ now: () => now }));
    }

    function opened<Handle extends TokenVerification>(handle: Handle): Handle {
      handles.push(handle);
      return handle;
    }

    async function reopen(): Promise<CredentialStore> {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
      return open();
    }

    const setPassword = (hash = HASH, mustChange = false) =>
      store.setPassword(user, { hash, mustChange });

    async function start(): Promise<StartedSession> {
      return (await store.startSession(user, HASH))!;
    }

    async function refresh(token: string): Promise<Extract<RefreshOutcome, StartedSession>> {
      const outcome = await store.refreshSession(token);
      if (outcome.status !== 'refreshed') throw new Error(`the session is ${outcome.status}`);
      return outcome;
    }

    describe('passwords', () => {
      it('are none until one is set', async () => {
        expect(await store.findPassword(user)).toBeUndefined();
        expect(await setPassword(HASH, true)).toBe(true);
        const stored = { hash: HASH, mustChange: true, isUsed: false };
        expect(await (await reopen()).findPassword(user)).toEqual(stored);
      });

      it('take the place of the one before, and end every session', async () => {
        await setPassword();
        const { refreshToken, session } = await start();
        await start();
        expect(await setPassword(OTHER_HASH)).toBe(true);
        expect(await store.findPassword(user)).toEqual({ hash: OTHER_HASH, mustChange: false });
        expect(await store.sessionsOf(user)).toEqual([]);
        expect(await store.findSession(session.id)).toBeUndefined();
        expect(await store.refreshSession(refreshToken)).toEqual({ status: 'unknown' });
      });

      it('set twice by a repeated call leave what came between', async () => {
        await setPassword();
        await store.setPassword(user, { hash: OTHER_HASH, mustChange: false }, { hash: HASH });
        await store.startSession(user, OTHER_HASH);
        expect(
          await store.setPassword(user, { hash: OTHER_HASH, mustChange: false }, { hash: HASH }),
        ).toBe(true);
        expect(await store.sessionsOf(user)).toHaveLength(1);
      });

      it('replace the one that is named and no other', async () => {
        const other = { hash: OTHER_HASH, mustChange: true };
        expect(await store.setPassword(user, other, { hash: HASH })).toBe(false);
        await setPassword();
        await start();
        expect(await store.setPassword(user, other, 'none')).toBe(false);
        expect(await store.setPassword(user, other, { hash: 'another' })).toBe(false);
        expect(await store.findPassword(user)).toEqual({ hash: HASH, mustChange: false });
        expect(await store.sessionsOf(user)).toHaveLength(1);
        expect(await store.setPassword(user, other, { hash: HASH })).toBe(true);
      });

      it('are first set by one of many at once', async () => {
        const stores = [store, open(), open()];
        const set = await Promise.all(
          Array.from({ length: 12 }, (_, n) =>
            stores[n % 3]!.setPassword(user, { hash: `${HASH}${n}`, mustChange: false }, 'none'),
          ),
        );
        expect(set.filter(Boolean)).toHaveLength(1);
        const { hash } = (await store.findPassword(user))!;
        expect(hash).toBe(`${HASH}${set.indexOf(true)}`);
      });

      it('hashed again keep their sessions and the obligation to change them', async () => {
        await setPassword(HASH, true);
        const { refreshToken } = await start();
        await store.rehashPassword(user, HASH, OTHER_HASH);
        expect(await store.findPassword(user)).toMatchObject({
          hash: OTHER_HASH,
          mustChange: true,
        });
        expect(await refresh(refreshToken)).toMatchObject({ mustChange: true });
      });

      it('hashed again too late change nothing', async () => {
        await setPassword(OTHER_HASH);
        await store.rehashPassword(user, HASH, `${HASH}2`);
        await store.rehashPassword(randomUUID(), HASH, `${HASH}2`);
        expect(await store.findPassword(user)).toEqual({ hash: OTHER_HASH, mustChange: false });
      });

      it('are forgotten with their user', async () => {
        await setPassword();
        const { refreshToken } = await start();
        await store.forget(user);
        await store.forget(user);
        expect(await store.findPassword(user)).toBeUndefined();
        expect(await store.sessionsOf(user)).toEqual([]);
        expect(await store.refreshSession(refreshToken)).toEqual({ status: 'unknown' });
        expect(await store.startSession(user, HASH)).toBeUndefined();
      });

      it('belong to one user each', async () => {
        await setPassword();
        const other = randomUUID();
        await store.setPassword(other, { hash: OTHER_HASH, mustChange: false });
        const started = await store.startSession(other, OTHER_HASH);
        await setPassword(`${HASH}2`);
        await store.forget(user);
        expect(await store.findPassword(other)).toMatchObject({ hash: OTHER_HASH });
        expect(await store.sessionsOf(other)).toEqual([started!.session]);
      });
    });

    describe('one-time passwords', () => {
      const expiresIn = (milliseconds: number) => ({
        hash: HASH,
        mustChange: true,
        expiresAt: now + milliseconds,
      });

      it('start one session, of many that are started at once', async () => {
        await store.setPassword(user, expiresIn(1_000));
        const stores = [store, open(), open()];
        const started = await Promise.all(
          Array.from({ length: 9 }, (_, n) => stores[n % 3]!.startSession(user, HASH)),
        );
        expect(started.filter(Boolean)).toHaveLength(1);
        const spent = { ...expiresIn(1_000), isUsed: true };
        expect(await (await reopen()).findPassword(user)).toEqual(spent);
      });

      it('start none from the instant at which they expire', async () => {
        await store.setPassword(user, expiresIn(1_000));
        now += 1_000;
        expect(await store.startSession(user, HASH)).toBeUndefined();
        now -= 1;
        expect(await store.startSession(user, HASH)).toBeDefined();
      });

      it('work again when they are replaced, and leave nothing to a chosen password', async () => {
        await store.setPassword(user, expiresIn(1_000));
        await start();
        await store.setPassword(user, { ...expiresIn(1_000), hash: OTHER_HASH });
        expect(await store.startSession(user, OTHER_HASH)).toBeDefined();
        await setPassword();
        now += 1_000;
        await start();
        expect(await start()).toMatchObject({ mustChange: false });
      });
    });

    describe('proofs', () => {
      beforeEach(() => setPassword());

      it('are given by starting a session, and again later', async () => {
        const { session } = await start();
        expect(await store.provedAt(session.id)).toBe(now);
        now += 60_000;
        expect(await store.proveSession(session.id, HASH)).toBe(true);
        now += 1_000;
        expect(await (await reopen()).provedAt(session.id)).toBe(now - 1_000);
      });

      it('are no matter of refreshing a session', async () => {
        const { session, refreshToken } = await start();
        now += 60_000;
        await refresh(refreshToken);
        expect(await store.provedAt(session.id)).toBe(now - 60_000);
      });

      it('need the current password and a live session', async () => {
        const { session } = await start();
        now += 60_000;
        expect(await store.proveSession(session.id, OTHER_HASH)).toBe(false);
        expect(await store.proveSession(randomUUID(), HASH)).toBe(false);
        expect(await store.provedAt(session.id)).toBe(now - 60_000);
        await store.endSession({ sessionId: session.id });
        expect(await store.proveSession(session.id, HASH)).toBe(false);
        expect(await store.provedAt(session.id)).toBeUndefined();
      });
    });

    describe('attempts to give a password', () => {
      const attempt = (account = user, isKnownBrowser = false) =>
        store.countAttempt(account, { isKnownBrowser });

      /** Makes `count` attempts fail, each as soon as it is allowed. */
      async function fail(count: number): Promise<void> {
        for (let n = 0; n < count; n++) {
          const judgement = await attempt();
          if (judgement.status !== 'delayed') continue;
          now = judgement.retryAt;
          expect(await attempt()).toEqual({ status: 'allowed' });
        }
      }

      it('wait longer and longer after ten that failed', async () => {
        await fail(10);
        expect(await attempt()).toEqual({ status: 'delayed', retryAt: now + 10_000 });
        now += 10_000;
        expect(await (await reopen()).countAttempt(user, { isKnownBrowser: false })).toEqual({
          status: 'allowed',
        });
        store = await reopen();
        expect(await attempt()).toEqual({ status: 'delayed', retryAt: now + 20_000 });
        expect(await attempt(randomUUID())).toEqual({ status: 'allowed' });
      });

      it('are locked after 90, and after 100 for a known browser, which never waits', async () => {
        await fail(MAX_FAILED_ATTEMPTS_OF_UNKNOWN);
        now += 365 * 24 * 3_600_000;
        expect(await attempt()).toEqual({ status: 'locked' });
        for (let n = MAX_FAILED_ATTEMPTS_OF_UNKNOWN; n < MAX_FAILED_ATTEMPTS; n++) {
          expect(await attempt(user, true)).toEqual({ status: 'allowed' });
        }
        expect(await attempt(user, true)).toEqual({ status: 'locked' });
      });

      it('are allowed as often as one after the other, when they come at once', async () => {
        const stores = [store, open(), open()];
        const judgements = await Promise.all(
          Array.from({ length: 24 }, (_, n) =>
            stores[n % 3]!.countAttempt(user, { isKnownBrowser: false }),
          ),
        );
        expect(judgements.filter(({ status }) => status === 'allowed')).toHaveLength(10);
      });

      it('are forgotten when the password is given, set or reset, and with the user', async () => {
        await setPassword();
        const { session } = await start();
        const forgetting = [
          () => store.startSession(user, HASH),
          () => store.proveSession(session.id, HASH),
          () => store.setPassword(user, { hash: OTHER_HASH, mustChange: true }),
          () => store.forget(user),
        ];
        for (const forget of forgetting) {
          await fail(10);
          expect(await attempt()).toMatchObject({ status: 'delayed' });
          await forget();
          expect(await attempt()).toEqual({ status: 'allowed' });
          await store.setPassword(user, { hash: HASH, mustChange: false });
        }
      });

      it('are counted alike for names that nobody has', async () => {
        const account = unknownAccount('Nobody');
        expect(unknownAccount('NOBODY ')).toBe(account);
        for (let n = 0; n < 10; n++) await attempt(account);
        expect(await attempt(account)).toEqual({ status: 'delayed', retryAt: now + 10_000 });
        expect(await attempt(unknownAccount('Somebody'))).toEqual({ status: 'allowed' });
      });
    });

    it('has one secret for the cookies of known browsers, however many ask first', async () => {
      const stores = [store, open(), open()];
      const secrets = await Promise.all(stores.map((one) => one.browserSecret()));
      expect(new Set(secrets).size).toBe(1);
      expect(Buffer.from(secrets[0]!, 'base64url')).toHaveLength(32);
      expect(await (await reopen()).browserSecret()).toBe(secrets[0]);
    });

    describe('changes of passwords', () => {
      const change = (id = randomUUID(), reset = false): PasswordChange => ({
        id,
        userId: user,
        reset,
        context: { actor: { userId: user, role: 'client' }, correlationId: 'c' },
      });
      const changeTo = (hash: string, made: PasswordChange, replaces?: Replaced) =>
        store.setPassword(user, { hash, mustChange: made.reset, change: made }, replaces);

      it('are stored with the password until they are recorded, oldest first', async () => {
        const first = change();
        const second = change(randomUUID(), true);
        await setPassword();
        expect(await store.unrecordedChanges()).toEqual([]);
        await changeTo(OTHER_HASH, first);
        await changeTo(HASH, second);
        expect(await (await reopen()).unrecordedChanges()).toEqual([first, second]);
        store = await reopen();
        for (let time = 0; time < 2; time++) await store.changeRecorded(first.id);
        expect(await store.unrecordedChanges()).toEqual([second]);
        await store.changeRecorded(second.id);
        expect(await store.unrecordedChanges()).toEqual([]);
      });

      it('that did not happen are not stored', async () => {
        await setPassword();
        expect(await changeTo(OTHER_HASH, change(), { hash: 'another' })).toBe(false);
        expect(await store.unrecordedChanges()).toEqual([]);
      });

      it('that are repeated are stored once, and not again after they were recorded', async () => {
        const made = change();
        await changeTo(HASH, made);
        await changeTo(HASH, made);
        expect(await store.unrecordedChanges()).toEqual([made]);
        await store.changeRecorded(made.id);
        await changeTo(HASH, made);
        expect(await store.unrecordedChanges()).toEqual([]);
      });

      it('are forgotten with their user', async () => {
        await changeTo(HASH, change());
        await store.forget(user);
        expect(await store.unrecordedChanges()).toEqual([]);
      });
    });

    describe('sessions', () => {
      beforeEach(() => setPassword());

      it('start for the password that is in place', async () => {
        const { session, refreshToken, mustChange } = await start();
        expect(session).toEqual({
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          userId: user,
          startedAt: now,
          refreshedAt: now,
          expiresAt: now + SESSION_IDLE_MS,
        });
        expect(Buffer.from(refreshToken, 'base64url')).toHaveLength(32);
        expect(mustChange).toBe(false);
        expect(await (await reopen()).findSession(session.id)).toEqual(session);
      });

      it('start for no other password', async () => {
        expect(await store.startSession(user, OTHER_HASH)).toBeUndefined();
        expect(await store.startSession(randomUUID(), HASH)).toBeUndefined();
        expect(await store.sessionsOf(user)).toEqual([]);
      });

      it('are several for one user, newest first', async () => {
        const { session: first } = await start();
        now += 1_000;
        const { session: second } = await start();
        expect(await store.sessionsOf(user)).toEqual([second, first]);
        const verification = opened(underTest.openVerification({ now: () => now }));
        expect(await verification.sessionsOf(user)).toEqual([second, first]);
      });

      it('leave the time of the last sign-in, also when they have ended', async () => {
        const stranger = randomUUID();
        const lastSignIns = () => store.lastSignIns([user, stranger]);
        await setPassword();
        expect(await lastSignIns()).toEqual(new Map());
        await start();
        now += 60_000;
        const { session, refreshToken } = await start();
        now += 60_000;
        await refresh(refreshToken);
        await store.endSessions(user);
        const verification = opened(underTest.openVerification({ now: () => now }));
        for (const handle of [store, verification]) {
          expect(await handle.lastSignIns([user, stranger])).toEqual(
            new Map([[user, session.startedAt]]),
          );
        }
        await setPassword(OTHER_HASH);
        expect((await lastSignIns()).get(user)).toBe(session.startedAt);
        await store.forget(user);
        expect(await lastSignIns()).toEqual(new Map());
      });

      it('say whether the password must be changed', async () => {
        await setPassword(OTHER_HASH, true);
        const started = await store.startSession(user, OTHER_HASH);
        expect(started).toMatchObject({ mustChange: true });
        expect(await refresh(started!.refreshToken)).toMatchObject({ mustChange: true });
      });

      it('go on by a refresh token, which is another one each time', async () => {
        const started = await start();
        now += 600_000;
        const refreshed = await refresh(started.refreshToken);
        expect(refreshed.refreshToken).not.toBe(started.refreshToken);
        expect(refreshed.session).toEqual({
          ...started.session,
          refreshedAt: now,
          expiresAt: now + SESSION_IDLE_MS,
        });
        expect(await store.findSession(started.session.id)).toEqual(refreshed.session);
        store = await reopen();
        now += 600_000;
        const again = await refresh(refreshed.refreshToken);
        expect(again.session).toMatchObject({ id: started.session.id, refreshedAt: now });
      });

      it.each(['', 'made up', 'A'.repeat(43), '\ud800'])('know no token %j', async (token) => {
        await start();
        expect(await store.refreshSession(token)).toEqual({ status: 'unknown' });
        expect(await store.sessionsOf(user)).toHaveLength(1);
      });

      it('answer a token that is sent again soon as they did before', async () => {
        const { refreshToken } = await start();
        const first = await refresh(refreshToken);
        now += REFRESH_GRACE_MS;
        expect(await refresh(refreshToken)).toEqual(first);
        expect((await refresh(first.refreshToken)).session.id).toBe(first.session.id);
      });

      it('answer a token that is sent several times at once with one next token', async () => {
        const { refreshToken } = await start();
        const stores = [store, open(), open()];
        const outcomes = await Promise.all(
          Array.from({ length: 12 }, (_, n) => stores[n % 3]!.refreshSession(refreshToken)),
        );
        const tokens = outcomes.map((outcome) => 'refreshToken' in outcome && outcome.refreshToken);
        expect(new Set(tokens).size).toBe(1);
        expect(outcomes[0]).toMatchObject({ status: 'refreshed' });
      });

      it('end for everybody when a used token is sent again late', async () => {
        const { refreshToken, session } = await start();
        const next = await refresh(refreshToken);
        now += REFRESH_GRACE_MS + 1;
        expect(await store.refreshSession(refreshToken)).toEqual({
          status: 'reused',
          sessionId: session.id,
          userId: user,
        });
        expect(await store.findSession(session.id)).toBeUndefined();
        expect(await store.refreshSession(next.refreshToken)).toEqual({ status: 'unknown' });
        expect(await store.refreshSession(refreshToken)).toEqual({ status: 'unknown' });
      });

      it('end when a used token is sent again although its next one was used', async () => {
        const { refreshToken } = await start();
        const next = await refresh(refreshToken);
        await refresh(next.refreshToken);
        expect(await store.refreshSession(refreshToken)).toMatchObject({ status: 'reused' });
        expect(await store.sessionsOf(user)).toEqual([]);
      });

      it('end by any of their old tokens, and leave the other sessions alone', async () => {
        const other = await start();
        const { refreshToken: first } = await start();
        let token = first;
        for (let round = 0; round < 5; round++) {
          now += 600_000;
          token = (await refresh(token)).refreshToken;
        }
        expect(await store.refreshSession(first)).toMatchObject({ status: 'reused' });
        expect(await store.refreshSession(token)).toEqual({ status: 'unknown' });
        expect(await store.sessionsOf(user)).toEqual([other.session]);
      });

      it('end when nobody refreshes them', async () => {
        const { refreshToken, session } = await start();
        now = session.expiresAt - 1;
        expect(await store.findSession(session.id)).toEqual(session);
        now = session.expiresAt;
        expect(await store.findSession(session.id)).toBeUndefined();
        expect(await store.sessionsOf(user)).toEqual([]);
        expect(await store.refreshSession(refreshToken)).toEqual({ status: 'unknown' });
      });

      it('end at last, however busy', async () => {
        const { refreshToken, session } = await start();
        const end = now + SESSION_MAX_AGE_MS;
        let token = refreshToken;
        while (now + SESSION_IDLE_MS / 2 < end) {
          now += SESSION_IDLE_MS / 2;
          token = (await refresh(token)).refreshToken;
        }
        expect(await store.findSession(session.id)).toMatchObject({ expiresAt: end });
        now = end;
        expect(await store.refreshSession(token)).toEqual({ status: 'unknown' });
      });

      it('that have expired do not come back', async () => {
        const { session } = await start();
        now = session.expiresAt;
        const { session: second } = await start();
        now = session.startedAt;
        expect(await store.sessionsOf(user)).toEqual([second]);
      });

      it('end by their id or by any of their tokens, as often as one likes', async () => {
        const one = await start();
        const two = await start();
        const three = await start();
        await refresh(three.refreshToken);
        for (let time = 0; time < 2; time++) {
          await store.endSession({ sessionId: one.session.id });
          await store.endSession({ refreshToken: two.refreshToken });
          await store.endSession({ refreshToken: three.refreshToken });
          await store.endSession({ refreshToken: 'made up' });
        }
        expect(await store.sessionsOf(user)).toEqual([]);
        expect(await store.refreshSession(one.refreshToken)).toEqual({ status: 'unknown' });
      });

      it('of a user end together', async () => {
        await start();
        await start();
        await store.endSessions(user);
        await store.endSessions(user);
        expect(await store.sessionsOf(user)).toEqual([]);
        expect(await store.findPassword(user)).toBeDefined();
      });

      it('that started before an instant end without the newer ones', async () => {
        await start();
        now += 1_000;
        const { session } = await start();
        await store.endSessions(user, { startedBefore: now });
        expect(await store.sessionsOf(user)).toEqual([session]);
      });
    });

    describe('signing keys', () => {
      const ids = (keys: readonly { id: string }[]) => keys.map(({ id }) => id);
      const message = Buffer.from('a token');

      it('sign what the public key with the same id verifies', async () => {
        const key = await store.signingKey();
        const [published, ...others] = await store.publicKeys();
        expect(others).toEqual([]);
        expect(published).toEqual({ id: key.id, publicKey: expect.stringContaining('PUBLIC KEY') });
        const signature = sign(null, message, key.privateKey);
        expect(verify(null, message, published!.publicKey, signature)).toBe(true);
      });

      it('are made once, however many ask first', async () => {
        const stores = [store, open(), open()];
        const keys = await Promise.all(
          Array.from({ length: 9 }, (_, n) => stores[n % 3]!.signingKey()),
        );
        expect(new Set(ids(keys)).size).toBe(1);
        expect(await (await reopen()).signingKey()).toEqual(keys[0]);
      });

      it('are published before they sign, and after they did', async () => {
        const old = await store.signingKey();
        await store.rotateSigningKey({ olderThanMs: 0 });
        const published = ids(await store.publicKeys());
        expect(published).toHaveLength(2);

        now += KEY_PUBLICATION_MS - 1;
        expect(await store.signingKey()).toEqual(old);
        now += 1;
        const next = await store.signingKey();
        expect([old.id, next.id]).toEqual(published);

        now += ACCESS_TOKEN_LIFETIME_MS;
        expect(ids(await store.publicKeys())).toEqual(published);
        now += KEY_PUBLICATION_MS;
        expect(ids(await store.publicKeys())).toEqual([next.id]);
        await store.rotateSigningKey({ olderThanMs: 24 * 3_600_000 });
        expect(ids(await store.publicKeys())).toEqual([next.id]);
      });

      it('are replaced once when they are old enough, however many say so', async () => {
        await store.signingKey();
        const olderThanMs = 3_600_000;
        const rotate = () =>
          Promise.all([store, open(), open()].map((one) => one.rotateSigningKey({ olderThanMs })));
        now += olderThanMs - 1;
        await rotate();
        expect(await store.publicKeys()).toHaveLength(1);
        now += 1;
        await rotate();
        expect(await store.publicKeys()).toHaveLength(2);
      });

      it('sign at once where the first is made by a rotation', async () => {
        await store.rotateSigningKey({ olderThanMs: 0 });
        expect(ids(await store.publicKeys())).toEqual([(await store.signingKey()).id]);
      });
    });

    describe('verifying tokens beside it', () => {
      let verification: TokenVerification;

      beforeEach(() => {
        verification = opened(underTest.openVerification({ now: () => now }));
      });

      it('knows the keys as they are made, published and outdated', async () => {
        await store.signingKey();
        expect(await verification.publicKeys()).toEqual(await store.publicKeys());
        await store.rotateSigningKey({ olderThanMs: 0 });
        expect(await verification.publicKeys()).toHaveLength(2);
        now += KEY_PUBLICATION_MS + ACCESS_TOKEN_LIFETIME_MS + KEY_PUBLICATION_MS;
        expect(await verification.publicKeys()).toEqual(await store.publicKeys());
        expect(await verification.publicKeys()).toHaveLength(1);
      });

      it('knows the sessions that go on, from when they start until they end', async () => {
        await setPassword();
        const { session, refreshToken } = await start();
        expect(await verification.findSession(session.id)).toEqual(session);
        now += 60_000;
        await refresh(refreshToken);
        expect(await verification.findSession(session.id)).toMatchObject({ refreshedAt: now });
        await store.endSession({ sessionId: session.id });
        expect(await verification.findSession(session.id)).toBeUndefined();
        const { session: idle } = await start();
        now = idle.expiresAt;
        expect(await verification.findSession(idle.id)).toBeUndefined();
      });

      it('knows which of many sessions go on', async () => {
        await setPassword();
        const first = await start();
        const second = await start();
        const third = await start();
        await store.endSession({ sessionId: second.session.id });
        const ids = [first, second, third].map(({ session }) => session.id);
        const found = await verification.findSessions([...ids, randomUUID()]);
        expect(new Set(found.map(({ id }) => id))).toEqual(new Set([ids[0], ids[2]]));
        expect(await store.findSessions(ids)).toHaveLength(2);
        now = first.session.expiresAt;
        expect(await verification.findSessions(ids)).toEqual([]);
        expect(await verification.findSessions([])).toEqual([]);
      });

      it('holds nothing by which anybody could sign in or be signed in', async () => {
        const names = new Set<string>();
        for (let own = verification; own !== Object.prototype; own = Object.getPrototypeOf(own)) {
          for (const name of Reflect.ownKeys(own)) names.add(String(name));
        }
        names.delete('constructor');
        expect([...names].sort()).toEqual([
          'close',
          'findSession',
          'findSessions',
          'lastSignIns',
          'publicKeys',
          'sessionsOf',
        ]);
      });
    });
  });
}
