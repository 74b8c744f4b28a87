import type { Accounts } from '@energy/accounts';
import type { Authentication, CredentialStore } from '@energy/credentials';
import { RuleViolation } from '@energy/domain';
import { derivedId } from '@energy/event-store';

/** The user that the platform begins with: always this one, so that there is one of it. */
export const FIRST_ADMINISTRATOR = {
  id: derivedId('the first administrator'),
  name: 'administrator',
} as const;

export interface FirstAdministratorOptions {
  readonly accounts: Accounts;
  readonly credentials: CredentialStore;
  readonly authentication: Authentication;
}

/**
 * Makes the first administrator where there has never been one, and a one-time password for it where it
 * has none. Of several processes that do so at once, one is given the password.
 *
 * @returns the one-time password, where this call made it
 */
export async function makeFirstAdministrator(
  options: FirstAdministratorOptions,
): Promise<string | undefined> {
  const { accounts, credentials, authentication } = options;
  await registerUnlessThere(accounts);
  const { id } = FIRST_ADMINISTRATOR;
  const { state } = await accounts.find(id);
  if (state.status !== 'Registered' || (await credentials.findPassword(id))) return undefined;
  return (await authentication.resetPassword(id, { replaces: 'none' }))?.password;
}

async function registerUnlessThere(accounts: Accounts): Promise<void> {
  const { id, name } = FIRST_ADMINISTRATOR;
  const { state } = await accounts.find(id);
  if (state.status !== 'Unregistered') return;
  try {
    await accounts.register(id, { name, role: 'administrator' }, { actor: 'system' });
  } catch (error) {
    const isThere = error instanceof RuleViolation && error.rule === 'user-already-registered';
    if (!isThere) throw error;
  }
}
