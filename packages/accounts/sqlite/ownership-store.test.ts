import { rm } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@energy/testing';
import { expect, it } from 'vitest';
import { openOwnershipStore, ownershipFile } from '../open-ownership-store.ts';
import { describeOwnershipStore } from '../ownership-store.contract.ts';

describeOwnershipStore('SQLite', async () => {
  const folder = temporaryFolder('ownership');
  const url = `sqlite:${path.join(folder, 'credentials.db')}`;
  return { open: () => openOwnershipStore(url), remove: () => rm(folder, { recursive: true }) };
});

it('lies in a file of its own beside the credentials', () => {
  expect(ownershipFile('sqlite:data/credentials.db')).toBe('data/ownership-index.db');
  expect(ownershipFile('sqlite:data/one.db')).toBe('data/one-ownership-index.db');
});
