import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Accounts } from '@energy/accounts';
import { Authentication, openCredentialStore, PasswordHasher } from '@energy/credentials';
import { openEventStore } from '@energy/event-store';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FIRST_ADMINISTRATOR, makeFirstAdministrator } from './first-administrator.ts';

let folder: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = temporaryFolder('command-api');
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await rm(folder, { recursive: true });
});

function startingProcess() {
  const log = { info: () => undefined, warn: () => undefined };
  const eventStore = openEventStore(`sqlite:${path.join(folder, 'events.db')}`, log);
  const credentials = openCredentialStore(`sqlite:${path.join(folder, 'credentials.db')}`);
  closing.push(
    () => eventStore.close(),
    () => credentials.close(),
  );
  const accounts = new Accounts(eventStore);
  const hasher = new PasswordHasher({ memory: 8, passes: 1, parallelism: 1 });
  const authentication = new Authentication(credentials, hasher);
  const make = () => makeFirstAdministrator({ accounts, credentials, authentication });
  return { eventStore, make };
}

describe('the first administrator', () => {
  it('is made once by several processes that start at once, with one password', async () => {
    const processes = Array.from({ length: 4 }, startingProcess);
    const passwords = await Promise.all(processes.map(({ make }) => make()));
    expect(passwords.filter((password) => password !== undefined)).toHaveLength(1);
    const stream = `user-${FIRST_ADMINISTRATOR.id}`;
    const events = await Array.fromAsync(processes[0]!.eventStore.readStream(stream));
    expect(events).toMatchObject([
      { type: 'UserRegistered', data: { name: 'administrator', role: 'administrator' } },
    ]);
  });

  it('is not made again by a later start', async () => {
    expect(await startingProcess().make()).toBeDefined();
    expect(await startingProcess().make()).toBeUndefined();
  });
});
