import { EngineUnavailable } from '@energy/engines';
import { describe, expect, it } from 'vitest';
import { HASH_COST, oneTimePassword, PasswordHasher } from './passwords.ts';

const CHEAP = { memory: 64, passes: 1, parallelism: 1 };
const PASSWORD = 'a password of Zoë';

describe('hashing a password', () => {
  const hasher = new PasswordHasher(CHEAP);

  it('is done as OWASP asks, and says how', async () => {
    expect(await new PasswordHasher().hash(PASSWORD)).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });

  it('lets the password be verified, and no other', async () => {
    const hash = await hasher.hash(PASSWORD);
    expect(await hasher.verify(PASSWORD, hash)).toBe(true);
    for (const other of ['', `${PASSWORD} `, PASSWORD.toUpperCase(), PASSWORD.slice(1)]) {
      expect(await hasher.verify(other, hash), other).toBe(false);
    }
  });

  it('agrees with the reference implementation', async () => {
    const hash =
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await hasher.verify('password', hash)).toBe(true);
    expect(await hasher.verify('passwore', hash)).toBe(false);
  });

  it('makes another hash each time', async () => {
    expect(await hasher.hash(PASSWORD)).not.toBe(await hasher.hash(PASSWORD));
  });

  it('takes a password in either Unicode form', async () => {
    const hash = await hasher.hash(PASSWORD.normalize('NFC'));
    expect(await hasher.verify(PASSWORD.normalize('NFD'), hash)).toBe(true);
  });

  it('knows which hashes were made at another cost, and verifies them all the same', async () => {
    const raised = new PasswordHasher({ ...CHEAP, memory: 128 });
    const old = await hasher.hash(PASSWORD);
    expect([hasher.isOutdated(old), raised.isOutdated(old)]).toEqual([false, true]);
    expect(await raised.verify(PASSWORD, old)).toBe(true);
    expect(raised.isOutdated(await raised.hash(PASSWORD))).toBe(false);
  });

  it('says nothing of a hash that it can not read', async () => {
    const failure = await hasher.verify(PASSWORD, '$2b$10$secret').catch((error) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure.stack)).not.toMatch(/secret|Zoë/);
  });

  it('leaves the event loop to others', async () => {
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    const slow = new PasswordHasher({ ...HASH_COST, passes: 8 });
    await Promise.all([slow.hash(PASSWORD), slow.hash(PASSWORD), slow.hash(PASSWORD)]);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(10);
  });

  it('takes as long for nobody as for somebody', async () => {
    const real = new PasswordHasher();
    const hash = await real.hash(PASSWORD);
    const shortest = { somebody: Number.POSITIVE_INFINITY, nobody: Number.POSITIVE_INFINITY };
    const timed = async (who: keyof typeof shortest, work: () => Promise<boolean>) => {
      const start = performance.now();
      expect(await work()).toBe(false);
      shortest[who] = Math.min(shortest[who], performance.now() - start);
    };
    const ratio = () => shortest.nobody / shortest.somebody;
    const isAboutOne = () => ratio() > 0.5 && ratio() < 2;
    // A busy machine delays some: the shortest ones become equal in the end.
    for (let round = 0; round < 8 || (round < 100 && !isAboutOne()); round++) {
      await timed('somebody', () => real.verify('wrong', hash));
      await timed('nobody', () => real.verifyNothing('wrong'));
    }
    expect(ratio()).toBeGreaterThan(0.5);
    expect(ratio()).toBeLessThan(2);
  });

  it('refuses more than can wait, and works again afterwards', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, () => hasher.verifyNothing(PASSWORD)),
    );
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(97);
    expect(refused.length).toBeLessThan(100);
    expect(refused[0]).toMatchObject({ reason: expect.any(EngineUnavailable) });
    expect(await hasher.verifyNothing(PASSWORD)).toBe(false);
  });
});

describe('a one-time password', () => {
  it('can be read, and is never the same', () => {
    const passwords = Array.from({ length: 1_000 }, oneTimePassword);
    for (const password of passwords)
      expect(password).toMatch(/^([2-9a-hjkmnp-z]{5}-){3}[2-9a-hjkmnp-z]{5}$/);
    expect(new Set(passwords).size).toBe(1_000);
    expect(new Set(passwords.join('')).size).toBe(32);
  });
});
