import { openByScheme } from '@energy/engines';
import type { CredentialStore } from './credential-store.ts';
import { MongoCredentialStore } from './mongodb/credential-store.ts';
import { MongoTokenVerification } from './mongodb/token-verification.ts';
import { SqliteCredentialStore } from './sqlite/credential-store.ts';
import { SqliteTokenVerification } from './sqlite/token-verification.ts';
import type { TokenVerification } from './token-verification.ts';

export interface OpenCredentialsOptions {
  /** The clock: milliseconds since 1970, UTC. */
  readonly now?: () => number;
}

/**
 * Opens the credential store that a URL names: `sqlite:FILE` for the embedded one, `mongodb://…` or
 * `mongodb+srv://…` for one in a MongoDB, in the database that it names or else in `energy_credentials`.
 * A MongoDB that is away is no error here: it is connected to when it comes.
 *
 * @throws InvalidEngineUrl where no adapter has the scheme, or the URL is broken
 * @throws EngineUnavailable where an embedded store can't be opened or made private
 */
export function openCredentialStore(
  url: string,
  { now = Date.now }: OpenCredentialsOptions = {},
): CredentialStore {
  const openMongo = () => new MongoCredentialStore(url, now);
  return openByScheme<CredentialStore>(url, {
    'sqlite:': () => new SqliteCredentialStore(url, now),
    'mongodb:': openMongo,
    'mongodb+srv:': openMongo,
  });
}

/**
 * Opens what access tokens are verified by, of the credential store that a URL names. A store that is
 * not there yet is no error here: what opens the store itself makes it, and it is found then.
 *
 * @throws InvalidEngineUrl where no adapter has the scheme, or the URL is broken
 */
export function openTokenVerification(
  url: string,
  { now = Date.now }: OpenCredentialsOptions = {},
): TokenVerification {
  const openMongo = () => new MongoTokenVerification(url, now);
  return openByScheme<TokenVerification>(url, {
    'sqlite:': () => new SqliteTokenVerification(url, now),
    'mongodb:': openMongo,
    'mongodb+srv:': openMongo,
  });
}
