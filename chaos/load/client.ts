import type { Person } from '@energy/testing/api';
import { AlertListener } from './alert-listener.ts';
import { followMessages } from './chat.ts';
import { Session } from './session.ts';

/** A client who is signed in, with what their browser received. */
export interface ChaosClient {
  readonly id: string;
  readonly name: string;
  readonly session: Session;
  readonly listener: Pick<AlertListener, 'numbers' | 'after'>;
  /** Message ids, as the stream of the conversation brought them. */
  readonly followed: readonly string[];
}

/** Signs a client in who listens for alerts and follows the chat until the signal aborts. */
export function connectClient(person: Person, url: string, until: AbortSignal): ChaosClient {
  const session = new Session(url, person);
  const listener = new AlertListener(session, until);
  const received: string[] = [];
  listener.listen();
  followMessages(session, { clientId: person.id, received, until });
  return { id: person.id, name: person.name, session, listener, followed: received };
}
