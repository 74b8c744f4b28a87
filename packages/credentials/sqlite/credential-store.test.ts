import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { EngineUnavailable } from '@energy/engines';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeCredentialStore } from '../credential-store.contract.ts';
import { openCredentialStore, openTokenVerification } from '../open.ts';

describeCredentialStore('SQLite', async () => {
  const folder = temporaryFolder('credentials');
  const url = `sqlite:${path.join(folder, 'c.db')}`;
  return {
    open: (options) => openCredentialStore(url, options),
    openVerification: (options) => openTokenVerification(url, options),
    remove: () => rm(folder, { recursive: true }),
  };
});

describe('the embedded credential store', () => {
  let folder: string;
  let url: string;

  beforeEach(async () => {
    folder = temporaryFolder('credentials');
    url = `sqlite:${path.join(folder, 'new', 'credentials.db')}`;
  });

  afterEach(() => rm(folder, { recursive: true }));

  const files = async () => {
    const names = await readdir(path.join(folder, 'new'));
    return names.map((name) => path.join(folder, 'new', name));
  };

  it('is for its user alone, with the files beside it', async () => {
    const store = openCredentialStore(url);
    await store.setPassword('ann', { hash: 'hash', mustChange: false });
    const modes = await Promise.all((await files()).map(async (file) => (await stat(file)).mode));
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
    await store.close();
  });

  it('becomes so where the file was readable for others', async () => {
    await openCredentialStore(url).close();
    const [file] = await files();
    await chmod(file!, 0o644);
    await openCredentialStore(url).close();
    expect((await stat(file!)).mode & 0o777).toBe(0o600);
  });

  it('holds no refresh token', async () => {
    const store = openCredentialStore(url);
    await store.setPassword('ann', { hash: 'the hash', mustChange: false });
    const { refreshToken } = (await store.startSession('ann', 'the hash'))!;
    const refreshed = await store.refreshSession(refreshToken);
    const next = refreshed.status === 'refreshed' ? refreshed.refreshToken : '';
    const contents = Buffer.concat(
      await Promise.all((await files()).map((file) => readFile(file))),
    );
    expect(contents.includes('the hash')).toBe(true);
    for (const token of [refreshToken, next]) {
      expect(contents.includes(token)).toBe(false);
      expect(contents.includes(Buffer.from(token, 'base64url'))).toBe(false);
    }
    await store.close();
  });

  it('keeps nothing of what was replaced or forgotten', async () => {
    let now = Date.now();
    const store = openCredentialStore(url, { now: () => now });
    await store.setPassword('ann', { hash: 'the first hash', mustChange: false });
    await store.setPassword('ann', { hash: 'the second, much longer hash', mustChange: false });
    await store.setPassword('bea', { hash: 'the third hash', mustChange: false });
    await store.forget('bea');
    const { privateKey } = await store.signingKey();
    for (let rotation = 0; rotation < 2; rotation++) {
      await store.rotateSigningKey({ olderThanMs: 0 });
      now += 24 * 3_600_000;
    }
    await store.close();
    const [file] = await files();
    const contents = (await readFile(file!)).toString('latin1');
    expect(contents).toContain('the second');
    expect(contents).not.toMatch(/the first|the third/);
    expect(contents).toContain('PRIVATE KEY');
    expect(contents).not.toContain(privateKey);
  });

  it('makes one first key although several found none', async () => {
    const stores = [openCredentialStore(url), openCredentialStore(url)];
    const other = new DatabaseSync(url.slice('sqlite:'.length));
    other.exec('BEGIN IMMEDIATE');
    const keys = stores.map((store) => store.signingKey());
    other.exec('COMMIT');
    other.close();
    const [one, two] = await Promise.all(keys);
    expect(two).toEqual(one);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('says where it can not be', async () => {
    await writeFile(path.join(folder, 'file'), '');
    for (const place of [folder, path.join(folder, 'file', 'c.db')]) {
      const open = () => openCredentialStore(`sqlite:${place}`);
      expect(open).toThrow(EngineUnavailable);
      expect(open).toThrow(place);
    }
  });

  it('is right with several processes at once', async () => {
    const store = openCredentialStore(url);
    await store.setPassword('ann', { hash: 'hash', mustChange: false });
    const { refreshToken } = (await store.startSession('ann', 'hash'))!;
    const refresher = `
      import { openCredentialStore } from ${JSON.stringify(import.meta.resolve('../open.ts'))};
      const store = openCredentialStore(${JSON.stringify(url)});
      let token = ${JSON.stringify(refreshToken)};
      console.log((await store.refreshSession(token)).refreshToken, (await store.signingKey()).id);
      await store.close();`;
    const run = promisify(execFile);
    const replies = await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '--eval', refresher])),
    );
    expect(new Set(replies.map(({ stdout }) => stdout)).size).toBe(1);
    expect(await store.sessionsOf('ann')).toHaveLength(1);
    await store.close();
  });
});
