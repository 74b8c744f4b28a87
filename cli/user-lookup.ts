import { Accounts } from '@energy/accounts';
import { UUID } from '@energy/domain';
import type { EventStore } from '@energy/event-store';
import { NotFound } from './usage-error.ts';

/**
 * Finds the id of a user by name or id. A text that looks like an id counts as a name if no user has that id.
 *
 * @throws NotFound
 */
export async function findUserId(eventStore: EventStore, nameOrId: string): Promise<string> {
  const accounts = new Accounts(eventStore);
  const id = nameOrId.toLowerCase();
  if (UUID.test(id) && (await accounts.find(id)).revision !== undefined) return id;
  const holder = await accounts.names.holderOf(nameOrId);
  if (holder !== undefined) {
    const { state } = await accounts.find(holder);
    // Registering takes the name first; a registration that was cut off leaves a name without a user.
    if (state.status !== 'Unregistered') return holder;
  }
  throw new NotFound(`There is no user with the name or id "${nameOrId}".`);
}
