import { randomUUID } from 'node:crypto';
import { Accounts, Passwords } from '@energy/accounts';
import {
  Authentication,
  type CredentialStore,
  PasswordHasher,
  type StoredPassword,
} from '@energy/credentials';
import { registeredUser } from '@energy/domain';
import type { EventStore } from '@energy/event-store';
import type { ReadModels, User } from '@energy/read-models';
import { Command } from 'commander';
import {
  logOf,
  type OpenOptions,
  withCredentials,
  withEventStoreToAppend,
  withReadModels,
} from './engines.ts';
import type { Terminal } from './terminal.ts';
import { findUserId } from './user-lookup.ts';

const PAGE = 500;
const CONTEXT = { actor: 'system' } as const;

interface Stores {
  readonly eventStore: EventStore;
  readonly credentials: CredentialStore;
}

/** `energy users list | reset-password | add-administrator` */
export function usersCommand(terminal: Terminal): Command {
  const users = new Command('users').description(
    'Lists users, resets passwords and adds administrators, whether or not the services run.',
  );

  users
    .command('list')
    .description('Lists the users as the projector has them, and whether they can sign in.')
    .option('--json', 'one JSON document a line')
    .action((options: { json?: boolean }) =>
      withReadModels(terminal, (models) =>
        withCredentials(terminal, (credentials) => list(models, credentials, options, terminal)),
      ),
    );

  users
    .command('reset-password')
    .description(
      'Gives a user a one-time password in the place of whatever there is, and ends their sessions; ' +
        'prints it once.',
    )
    .argument('<user>', 'the name or the id of the user')
    .action((user: string) =>
      withStores(terminal, async (stores) =>
        reset(stores, await findUserId(stores.eventStore, user), terminal),
      ),
    );

  users
    .command('add-administrator')
    .description('Registers an administrator with a one-time password; prints it once.')
    .argument('<name>', 'the name that the administrator signs in with')
    .option('--create', 'makes the embedded stores if their files do not exist')
    .action((name: string, options: OpenOptions) =>
      withStores(
        terminal,
        async (stores) => {
          const id = randomUUID();
          const registration = { name, role: 'administrator' } as const;
          await new Accounts(stores.eventStore).register(id, registration, CONTEXT);
          await reset(stores, id, terminal);
        },
        options,
      ),
    );
  return users;
}

function withStores<T>(
  terminal: Terminal,
  work: (stores: Stores) => Promise<T>,
  options?: OpenOptions,
): Promise<T> {
  return withEventStoreToAppend(
    terminal,
    (eventStore) =>
      withCredentials(terminal, (credentials) => work({ eventStore, credentials }), options),
    options,
  );
}

async function list(
  models: ReadModels,
  credentials: CredentialStore,
  { json }: { json?: boolean },
  terminal: Terminal,
): Promise<void> {
  for await (const user of usersByName(models)) {
    const signIn = signInOf(await credentials.findPassword(user.id));
    const { id, name, role, registeredAt } = user;
    if (json) terminal.print(JSON.stringify({ id, name, role, registeredAt, signIn }));
    else terminal.print(`${id}  ${role.padEnd(13)}  ${signIn.padEnd(17)}  ${name}`);
  }
}

async function* usersByName(models: ReadModels): AsyncIterable<User> {
  let after: string | undefined;
  do {
    const page = await models.users.list({ limit: PAGE, after });
    yield* page.users;
    after = page.next;
  } while (after !== undefined);
}

/** Kind of password that a user has. */
function signInOf(password: StoredPassword | undefined): string {
  if (!password) return 'nothing';
  return password.mustChange ? 'one-time password' : 'password';
}

async function reset(
  { eventStore, credentials }: Stores,
  userId: string,
  terminal: Terminal,
): Promise<void> {
  const { state } = await new Accounts(eventStore).find(userId);
  const { name, role } = registeredUser(state);
  const authentication = new Authentication(credentials, new PasswordHasher());
  const log = logOf(terminal);
  const passwords = new Passwords({ eventStore, credentials, authentication, log });
  const { oneTimePassword } = await passwords.reset(userId, CONTEXT);
  terminal.info(
    `${name} (${role}, ${userId}) signs in with this one-time password, and must choose another\n` +
      'one then. It is shown this once:',
  );
  terminal.print(oneTimePassword);
}
