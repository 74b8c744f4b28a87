import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Authentication } from './authentication.ts';
import type { CredentialStore } from './credential-store.ts';
import { openCredentialStore } from './open.ts';
import { PasswordHasher } from './passwords.ts';

const COST = { memory: 64, passes: 1, parallelism: 1 };
const PASSWORD = 'candlelight reading';
const OTHER = 'lamplight reading';
const ann = { userId: 'user-1', userName: 'Ann' };

let store: CredentialStore;
let authentication: Authentication;

beforeEach(async () => {
  store = openCredentialStore('sqlite::memory:');
  authentication = new Authentication(store, new PasswordHasher(COST));
  const hash = await new PasswordHasher(COST).hash(PASSWORD);
  await store.setPassword(ann.userId, { hash, mustChange: false });
});

afterEach(() => store.close());

/** Another process hashes the password again, just before the next call of a method. */
function rehashBefore(method: 'startSession' | 'setPassword'): void {
  const spy = vi.spyOn(store, method) as unknown as ReturnType<typeof vi.fn>;
  spy.mockImplementationOnce(async (...args: unknown[]) => {
    const { hash } = (await store.findPassword(ann.userId))!;
    await store.rehashPassword(ann.userId, hash, await new PasswordHasher(COST).hash(PASSWORD));
    return Reflect.apply(store[method], store, args);
  });
}

const change = (currentPassword: string, newPassword: string) =>
  authentication.changePassword({ ...ann, currentPassword, newPassword });

/** Resets whatever password a user has. */
async function reset(userId = ann.userId): Promise<string> {
  return (await authentication.resetPassword(userId))!.password;
}

describe('signing in', () => {
  it('starts a session by the password', async () => {
    const started = await authentication.signIn(ann.userId, PASSWORD);
    expect(started).toMatchObject({ session: { userId: ann.userId }, mustChange: false });
    expect(await store.refreshSession(started!.refreshToken)).toMatchObject({
      status: 'refreshed',
    });
  });

  it('starts none by another one, for nobody, or without a password', async () => {
    expect(await authentication.signIn(ann.userId, OTHER)).toBeUndefined();
    expect(await authentication.signIn(undefined, PASSWORD)).toBeUndefined();
    expect(await authentication.signIn('user-2', PASSWORD)).toBeUndefined();
    expect(await store.sessionsOf(ann.userId)).toEqual([]);
  });

  it('hashes the password again where hashes have come to cost more', async () => {
    const raised = { ...COST, passes: 2 };
    const later = new Authentication(store, new PasswordHasher(raised));
    const sessions = await Promise.all([1, 2, 3].map(() => later.signIn(ann.userId, PASSWORD)));
    expect(sessions.every(Boolean)).toBe(true);
    expect(await store.sessionsOf(ann.userId)).toHaveLength(3);
    const { hash } = (await store.findPassword(ann.userId))!;
    expect(hash).toContain('m=64,t=2,p=1');
    expect(await later.signIn(ann.userId, PASSWORD)).toBeDefined();
    expect(await later.signIn(ann.userId, OTHER)).toBeUndefined();
  });

  it('starts a session although the hash is renewed at the same time', async () => {
    rehashBefore('startSession');
    expect(await authentication.signIn(ann.userId, PASSWORD)).toBeDefined();
  });

  it('starts no session where the password is reset at the same time', async () => {
    for (let round = 0; round < 20; round++) {
      const before = round === 0 ? PASSWORD : await reset();
      // Of two sign-ins with a one-time password, the second one can be refused.
      const [, wasReset] = await Promise.allSettled([
        authentication.signIn(ann.userId, before),
        authentication.resetPassword(ann.userId),
        authentication.signIn(ann.userId, before),
      ]);
      expect(wasReset.status).toBe('fulfilled');
      expect(await store.sessionsOf(ann.userId)).toEqual([]);
    }
  });
});

describe('changing a password', () => {
  it('ends the sessions that there are, and starts one', async () => {
    await authentication.signIn(ann.userId, PASSWORD);
    const started = await change(PASSWORD, OTHER);
    expect(await store.sessionsOf(ann.userId)).toEqual([started!.session]);
    expect(await authentication.signIn(ann.userId, PASSWORD)).toBeUndefined();
    expect(await authentication.signIn(ann.userId, OTHER)).toBeDefined();
  });

  it.each([
    ['wrong-password', 'currentPassword', OTHER, 'twilight reading'],
    ['password-unchanged', 'newPassword', PASSWORD, PASSWORD],
    ['password-too-short', 'newPassword', PASSWORD, 'short'],
    ['password-is-name', 'newPassword', PASSWORD, 'AnnAnnAnn-123456'],
  ])('is refused: %s', async (rule, field, current, chosen) => {
    await authentication.signIn(ann.userId, PASSWORD);
    await expect(change(current, chosen)).rejects.toMatchObject({ rule, field });
    expect(await store.sessionsOf(ann.userId)).toHaveLength(1);
    expect(await authentication.signIn(ann.userId, PASSWORD)).toBeDefined();
  });

  it('needs a password that there is', async () => {
    const nobody = { userId: 'user-2', userName: 'Bea' };
    await expect(
      authentication.changePassword({ ...nobody, currentPassword: '', newPassword: OTHER }),
    ).rejects.toMatchObject({ rule: 'wrong-password' });
  });

  it('succeeds although the hash is renewed at the same time', async () => {
    rehashBefore('setPassword');
    expect(await change(PASSWORD, OTHER)).toBeDefined();
    expect(await authentication.signIn(ann.userId, OTHER)).toBeDefined();
  });

  it('succeeds for one of two at once', async () => {
    const outcomes = await Promise.allSettled([
      change(PASSWORD, OTHER),
      change(PASSWORD, 'twilight reading'),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await authentication.signIn(ann.userId, PASSWORD)).toBeUndefined();
  });
});

describe('resetting a password', () => {
  it('gives a one-time password, which must be changed at sign-in', async () => {
    await authentication.signIn(ann.userId, PASSWORD);
    const oneTime = await reset();
    expect(await store.sessionsOf(ann.userId)).toEqual([]);
    expect(await authentication.signIn(ann.userId, PASSWORD)).toBeUndefined();
    expect(await authentication.signIn(ann.userId, oneTime)).toMatchObject({ mustChange: true });
    expect(await change(oneTime, OTHER)).toMatchObject({ mustChange: false });
    expect(await authentication.signIn(ann.userId, oneTime)).toBeUndefined();
    expect(await authentication.signIn(ann.userId, OTHER)).toMatchObject({ mustChange: false });
  });

  it('gives a one-time password that works once', async () => {
    const oneTime = await reset();
    expect(await authentication.signIn(ann.userId, oneTime)).toBeDefined();
    const again = authentication.signIn(ann.userId, oneTime);
    await expect(again).rejects.toMatchObject({ rule: 'one-time-password-expired' });
    expect(await authentication.signIn(ann.userId, OTHER)).toBeUndefined();
    expect(await store.sessionsOf(ann.userId)).toHaveLength(1);
  });

  it('gives a one-time password that lets one of many sign in at once', async () => {
    const oneTime = await reset();
    const attempts = await Promise.allSettled(
      Array.from({ length: 6 }, () => authentication.signIn(ann.userId, oneTime)),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await store.sessionsOf(ann.userId)).toHaveLength(1);
  });

  it('gives a one-time password that expires', async () => {
    let now = Date.now();
    const clock = { now: () => now };
    store = openCredentialStore('sqlite::memory:', clock);
    const hasher = new PasswordHasher(COST);
    authentication = new Authentication(store, hasher, {
      ...clock,
      oneTimePasswordLifetimeMs: 60_000,
    });
    const { password, expiresAt } = (await authentication.resetPassword(ann.userId))!;
    expect(expiresAt).toBe(now + 60_000);
    now = expiresAt;
    const late = authentication.signIn(ann.userId, password);
    await expect(late).rejects.toMatchObject({ rule: 'one-time-password-expired' });
    now -= 1;
    expect(await authentication.signIn(ann.userId, password)).toBeDefined();
  });

  it('needs no password for the first choice in the session that the one-time password began', async () => {
    const started = await authentication.signIn(ann.userId, await reset());
    const chosen = { ...ann, sessionId: started!.session.id, newPassword: OTHER };
    expect(await authentication.changePassword(chosen)).toMatchObject({ mustChange: false });
    expect(await authentication.signIn(ann.userId, OTHER)).toBeDefined();
  });

  it('needs the password in any other session', async () => {
    const { session: usual } = (await authentication.signIn(ann.userId, PASSWORD))!;
    const choose = (sessionId?: string) =>
      authentication.changePassword({
        ...ann,
        newPassword: OTHER,
        ...(sessionId && { sessionId }),
      });
    const refused = { rule: 'wrong-password', field: 'currentPassword' };
    await expect(choose(usual.id)).rejects.toMatchObject(refused);
    const { session: first } = (await authentication.signIn(ann.userId, await reset()))!;
    await reset();
    for (const sessionId of [undefined, usual.id, first.id, 'made up']) {
      await expect(choose(sessionId)).rejects.toMatchObject(refused);
    }
  });

  it('does not let the one-time password stay, whether or not it is given again', async () => {
    const oneTime = await reset();
    const started = await authentication.signIn(ann.userId, oneTime);
    const chosen = { ...ann, sessionId: started!.session.id, newPassword: oneTime };
    await expect(authentication.changePassword(chosen)).rejects.toMatchObject({
      rule: 'password-unchanged',
    });
  });

  it('does not let the one-time password stay', async () => {
    const oneTime = await reset();
    await expect(change(oneTime, oneTime)).rejects.toMatchObject({ rule: 'password-unchanged' });
  });

  it('gives a user a first password', async () => {
    const oneTime = await reset('user-2');
    expect(await authentication.signIn('user-2', oneTime)).toMatchObject({ mustChange: true });
  });

  it('leaves another password than the one that is named', async () => {
    const hash = 'another';
    expect(await authentication.resetPassword(ann.userId, { replaces: { hash } })).toBeUndefined();
    expect(await authentication.resetPassword(ann.userId, { replaces: 'none' })).toBeUndefined();
    expect(await authentication.signIn(ann.userId, PASSWORD)).toBeDefined();
    expect(await authentication.resetPassword('user-2', { replaces: 'none' })).toBeDefined();
  });
});

describe('proving who holds a session', () => {
  it('takes the password of the user, while the session lasts', async () => {
    const { session } = (await authentication.signIn(ann.userId, PASSWORD))!;
    const prove = (password: string, sessionId = session.id) =>
      authentication.prove({ userId: ann.userId, sessionId }, password);
    expect(await prove(PASSWORD)).toBe(true);
    expect(await prove(OTHER)).toBe(false);
    expect(await prove(PASSWORD, 'made up')).toBe(false);
    await store.endSession({ sessionId: session.id });
    expect(await prove(PASSWORD)).toBe(false);
  });
});

describe('what is to be recorded of a password', () => {
  const changeOf = (reset: boolean) => ({
    id: randomUUID(),
    userId: ann.userId,
    reset,
    context: { actor: 'system' },
  });

  it('is stored where the password was changed', async () => {
    const chosen = changeOf(false);
    const wasReset = changeOf(true);
    const choice = { ...ann, currentPassword: PASSWORD, newPassword: OTHER };
    await authentication.changePassword({ ...choice, change: chosen });
    await authentication.resetPassword(ann.userId, { change: wasReset });
    expect(await store.unrecordedChanges()).toEqual([chosen, wasReset]);
  });

  it('is not stored where it was not', async () => {
    const choice = { ...ann, currentPassword: OTHER, newPassword: OTHER };
    await authentication
      .changePassword({ ...choice, change: changeOf(false) })
      .catch(() => undefined);
    await authentication.resetPassword(ann.userId, { change: changeOf(true), replaces: 'none' });
    expect(await store.unrecordedChanges()).toEqual([]);
  });
});
