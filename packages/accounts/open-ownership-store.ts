import path from 'node:path';
import { openByScheme, sqliteFile } from '@energy/engines';
import { MongoOwnershipStore } from './mongodb/ownership-store.ts';
import type { OwnershipStore } from './ownership-store.ts';
import { SqliteOwnershipStore } from './sqlite/ownership-store.ts';

/**
 * Opens the ownership index beside the credentials that a URL names: in a file of its own for the embedded store, in
 * the same database of a MongoDB.
 *
 * @throws InvalidEngineUrl where no adapter has the scheme, or the URL is broken
 * @throws EngineUnavailable where an embedded index can't be opened
 */
export function openOwnershipStore(credentialsUrl: string): OwnershipStore {
  const openMongo = () => new MongoOwnershipStore(credentialsUrl);
  return openByScheme<OwnershipStore>(credentialsUrl, {
    'sqlite:': () => new SqliteOwnershipStore(`sqlite:${ownershipFile(credentialsUrl)}`),
    'mongodb:': openMongo,
    'mongodb+srv:': openMongo,
  });
}

/** The file of the embedded index: `ownership-index.db` beside a `credentials.db`. */
export function ownershipFile(credentialsUrl: string): string {
  const file = sqliteFile(credentialsUrl);
  if (file === ':memory:') return file;
  const { dir, name } = path.parse(file);
  const prefix = name === 'credentials' ? '' : `${name}-`;
  return path.join(dir, `${prefix}ownership-index.db`);
}
