import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineUnavailable } from '@energy/engines';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCredentialStore, openTokenVerification } from '../open.ts';
import { openForVerification } from './token-verification.ts';

describe('verifying tokens by the embedded credential store', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = temporaryFolder('verification');
    file = path.join(folder, 'credentials.db');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    'SELECT hash FROM passwords',
    'SELECT count(*) FROM passwords',
    'SELECT private_key FROM signing_keys',
    'SELECT * FROM signing_keys',
    "SELECT id FROM signing_keys WHERE private_key LIKE 'a%'",
    'SELECT hash FROM refresh_tokens',
    'SELECT salt FROM refresh_tokens',
    'SELECT sql FROM sqlite_schema',
    'DELETE FROM sessions',
    "ATTACH DATABASE 'credentials.db' AS again",
    'PRAGMA writable_schema = ON',
  ])('can not be made to %s', async (sql) => {
    await openCredentialStore(`sqlite:${file}`).close();
    const db = openForVerification(`sqlite:${file}`);
    expect(() => db.prepare(sql).all()).toThrow(/prohibited|not authorized/);
    db.close();
  });

  it('begins when there is a store, in whichever order the services start', async () => {
    const verification = openTokenVerification(`sqlite:${file}`);
    await expect(verification.publicKeys()).rejects.toThrow(EngineUnavailable);
    await expect(verification.findSession('one')).rejects.toThrow(
      `there is no credential store in ${file} yet`,
    );
    await writeFile(file, '', { mode: 0o600 });
    await expect(verification.publicKeys()).rejects.toThrow(EngineUnavailable);
    const store = openCredentialStore(`sqlite:${file}`);
    await store.signingKey();
    expect(await verification.publicKeys()).toEqual(await store.publicKeys());
    await verification.close();
    await store.close();
  });

  it('continues while nothing else has the store open', async () => {
    const store = openCredentialStore(`sqlite:${file}`);
    await store.signingKey();
    const keys = await store.publicKeys();
    await store.close();
    const verification = openTokenVerification(`sqlite:${file}`);
    expect(await verification.publicKeys()).toEqual(keys);
    await verification.close();
  });
});
