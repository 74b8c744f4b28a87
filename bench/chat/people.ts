import { randomUUID } from 'node:crypto';
import { type UserRole, userDecider, userStream } from '@energy/domain';
import { handleCommand, openEventStore } from '@energy/event-store';
import type { EmbeddedEnvironment } from '@energy/testing';
import { Sessions } from '../http/sessions.ts';

/** Somebody who is registered and signed in. */
export interface Person {
  readonly userId: string;
  readonly token: string;
}

export interface People {
  readonly clients: readonly Person[];
  readonly administrators: readonly Person[];
}

/** So many that none of them makes more calls than a user may. */
const ADMINISTRATORS = 20;

/** Registers clients and a few administrators, and signs them in. */
export async function makePeople(clients: number, engines: EmbeddedEnvironment): Promise<People> {
  const eventStore = openEventStore(engines.EVENT_STORE_URL, { info() {}, warn: console.error });
  const sessions = await Sessions.open(engines.CREDENTIALS_URL);
  const person = async (role: UserRole, n: number) => {
    const userId = randomUUID();
    const command = { type: 'RegisterUser', data: { name: `${role} ${n}`, role } } as const;
    const context = { actor: 'system' } as const;
    await handleCommand({
      eventStore,
      decider: userDecider,
      stream: userStream(userId),
      command,
      context,
    });
    return { userId, token: await sessions.begin(userId, role) };
  };
  const people = (role: UserRole, count: number) =>
    Promise.all(Array.from({ length: count }, (_, n) => person(role, n)));
  const made = {
    clients: await people('client', clients),
    administrators: await people('administrator', ADMINISTRATORS),
  };
  await Promise.all([eventStore.close(), sessions.close()]);
  return made;
}
