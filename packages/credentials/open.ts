import { schemeOf } from '@energy/engines';
import type { CredentialStore } from './credential-store.ts';
import { MongoCredentialStore } from './mongodb/credential-store.ts';
import { MongoTokenVerification } from './mongodb/token-verification.ts';
import { SqliteCredentialStore } from './sqlite/credential-store.ts';
import { SqliteTokenVerification } from './sqlite/token-verification.ts';
import type { TokenVerification } from './token-verification.ts';

const SCHEMES = ['sqlite:', 'mongodb:', 'mongodb+srv:'] as const;

export interface OpenCredentialsOptions {
  /** The clock: milliseconds since 1970, UTC. */
  readonly now?: () => number;
}

/**
 * Opens the credential store that a URL names: `sqlite:FILE` for the embedded one, `mongodb://…` or
 * `mongodb+srv://…` for one in a MongoDB, in the database that it names or else in `energy_credentials`.
 * A MongoDB that is away is no error here: it is connected to when it comes.
 *
 * @throws RangeError where no adapter knows the scheme, TypeError for a broken URL
 * @throws EngineUnavailable where an embedded store can't be opened or kept from others' eyes
 */
export function openCredentialStore(
  url: string,
  { now = Date.now }: OpenCredentialsOptions = {},
): CredentialStore {
  switch (schemeOf(url, SCHEMES)) {
    case 'sqlite:':
      return new SqliteCredentialStore(url, now);
    case 'mongodb:':
    case 'mongodb+srv:':
      return new MongoCredentialStore(url, now);
  }
}

/**
 * Opens what access tokens are verified by, of the credential store that a URL names. A store that is
 * not there yet is no error here: what opens the store itself makes it, and it is found then.
 *
 * @throws RangeError where no adapter knows the scheme, TypeError for a broken URL
 */
export function openTokenVerification(
  url: string,
  { now = Date.now }: OpenCredentialsOptions = {},
): TokenVerification {
  switch (schemeOf(url, SCHEMES)) {
    case 'sqlite:':
      return new SqliteTokenVerification(url, now);
    case 'mongodb:':
    case 'mongodb+srv:':
      return new MongoTokenVerification(url, now);
  }
}
