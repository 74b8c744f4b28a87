import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Accounts } from '@energy/accounts';
import type { Authentication, CredentialStore } from '@energy/credentials';
import { RuleViolation } from '@energy/domain';
import { type EngineLog, retryForever } from '@energy/engines';
import { derivedId } from '@energy/event-store';
import { StartupError } from '@energy/service';

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

export interface AnnouncementOptions {
  /** The file that the one-time password is written to; otherwise it is printed. */
  readonly passwordFile?: string | undefined;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
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

/** Makes the first administrator, however long the engines are away, and hands over its one-time password. */
export async function announceFirstAdministrator(
  options: FirstAdministratorOptions,
  { passwordFile, log, signal }: AnnouncementOptions,
): Promise<void> {
  const make = () => makeFirstAdministrator(options);
  const password = await retryForever('make the first administrator', make, { signal, log });
  if (password === undefined) return;
  if (passwordFile === undefined) return printPassword(password);
  await writePasswordFile(passwordFile, password);
  log.info(
    `The one-time password of the first administrator ("${FIRST_ADMINISTRATOR.name}") is in ` +
      `${passwordFile}. Delete the file after reading it.`,
  );
}

/** Prints the password apart from the log, for a person at the terminal. */
function printPassword(password: string): void {
  process.stdout.write(
    `\nThe first administrator can sign in now, and must choose a password then:\n` +
      `  name                ${FIRST_ADMINISTRATOR.name}\n` +
      `  one-time password   ${password}\n` +
      `It is shown this once.\n\n`,
  );
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

/**
 * Checks that the password can be written before it is made: afterwards it is stored nowhere else.
 *
 * @throws StartupError
 */
export async function checkPasswordFile(file: string): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `FIRST_PASSWORD_FILE is "${file}", but no file can be written in ${folder} (${code}).`,
    );
  }
}

/** Writes the password to a file that only its owner can read, and that is never there in part. */
async function writePasswordFile(file: string, password: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true });
  await rename(temporary, file);
}
