import type { ChatServiceImplementation } from '@energy/proto/chat';
import type { User } from '@energy/read-models';
import type { ServerMiddleware } from 'nice-grpc';
import type { Users } from '../users.ts';
import type { Caller, CallerContext } from './caller.ts';
import { administratorsOnly, conversationNotFound } from './failures.ts';

type Method = Capitalize<keyof ChatServiceImplementation>;

/**
 * Who may call what:
 * - `participant`: whoever takes part in the conversation that the request names: its client, and every
 *   administrator. For any other client it is not there;
 * - `administrator`: administrators alone.
 */
const ACCESS_TABLE = {
  Send: 'participant',
  MarkRead: 'participant',
  NotifyTyping: 'participant',
  ListMessages: 'participant',
  Follow: 'participant',
  ListConversations: 'administrator',
  FollowAll: 'administrator',
} as const satisfies Readonly<Record<Method, 'participant' | 'administrator'>>;

/** Lets nobody call but those whom the table names. */
export const access: ServerMiddleware<object, CallerContext> = async function* allowed(
  call,
  context,
) {
  const method = call.method.path.split('/').at(-1) as Method;
  if (ACCESS_TABLE[method] === 'administrator' && context.caller.role !== 'administrator') {
    throw administratorsOnly();
  }
  return yield* call.next(call.request, context);
};

/** The conversation that a call is about. */
export interface Participation {
  readonly clientId: string;
  readonly client: User;
}

/** Says in which conversation a caller takes part: the one place that tells whose it is. */
export class Participants {
  readonly #users: Users;
  readonly #hasBegun: (clientId: string) => Promise<boolean>;

  constructor(users: Users, hasBegun: (clientId: string) => Promise<boolean>) {
    this.#users = users;
    this.#hasBegun = hasBegun;
  }

  /**
   * The conversation that a request names by its client's id; the caller's own where it names none.
   * One that has not begun is there as long as its client is.
   *
   * @throws ChatFailure where there is none, or none for this caller
   */
  async of(caller: Caller, named: string): Promise<Participation> {
    const clientId = idOf(caller, named);
    const client = await this.#users.find(clientId);
    if (!client) throw conversationNotFound();
    const isClient = client.role === 'client' && client.deletedAt === undefined;
    if (!isClient && !(await this.#hasBegun(clientId))) throw conversationNotFound();
    return { clientId, client };
  }
}

function idOf({ role, userId }: Caller, named: string): string {
  const id = named.toLowerCase();
  if (role === 'client') {
    if (id !== '' && id !== userId) throw conversationNotFound();
    return userId;
  }
  return id;
}
