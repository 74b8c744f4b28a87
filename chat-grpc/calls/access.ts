import type { ChatServiceImplementation } from '@energy/proto/chat';
import type { User } from '@energy/read-models';
import type { ServerMiddleware } from 'nice-grpc';
import type { Users } from '../users.ts';
import type { Caller, CallerContext } from './caller.ts';
import { administratorsOnly, conversationNotFound } from './failures.ts';

type Method = Capitalize<keyof ChatServiceImplementation>;

/**
 * - `participant`: the client of the conversation that the request names, and every administrator. Other
 *   clients get `CONVERSATION_NOT_FOUND`;
 * - `administrator`: administrators only.
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

/** Refuses callers without access in the table. */
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

/** The conversation of a call. */
export interface Participation {
  readonly clientId: string;
  readonly client: User;
}

/** Decides which conversation a caller may take part in: the only place that checks ownership. */
export class Participants {
  readonly #users: Users;
  readonly #hasStarted: (clientId: string) => Promise<boolean>;

  constructor(users: Users, hasStarted: (clientId: string) => Promise<boolean>) {
    this.#users = users;
    this.#hasStarted = hasStarted;
  }

  /**
   * Finds the conversation of a client; the caller's own without an id. A conversation that has not started
   * exists for as long as its client does.
   *
   * @throws ChatFailure where there is none, or none for this caller
   */
  async find(caller: Caller, requestedId: string): Promise<Participation> {
    const clientId = visibleClientId(caller, requestedId);
    const client = await this.#users.find(clientId);
    if (!client) throw conversationNotFound();
    const isClient = client.role === 'client' && client.deletedAt === undefined;
    if (!isClient && !(await this.#hasStarted(clientId))) throw conversationNotFound();
    return { clientId, client };
  }
}

function visibleClientId({ role, userId }: Caller, requestedId: string): string {
  const id = requestedId.toLowerCase();
  if (role === 'client') {
    if (id !== '' && id !== userId) throw conversationNotFound();
    return userId;
  }
  return id;
}
