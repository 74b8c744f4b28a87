import { schemeOf } from '@energy/engines';
import type { CredentialStore } from './credential-store.ts';
import { SqliteCredentialStore } from './sqlite/credential-store.ts';

export interface OpenCredentialsOptions {
  /** The clock: milliseconds since 1970, UTC. */
  readonly now?: () => number;
}

/**
 * Opens the credential store that a URL names: `sqlite:FILE` for the embedded one.
 *
 * @throws RangeError where no adapter knows the scheme
 * @throws EngineUnavailable where an embedded store can't be opened or kept from others' eyes
 */
export function openCredentialStore(
  url: string,
  { now = Date.now }: OpenCredentialsOptions = {},
): CredentialStore {
  switch (schemeOf(url, ['sqlite:'])) {
    case 'sqlite:':
      return new SqliteCredentialStore(url, now);
  }
}
