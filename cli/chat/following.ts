import { delay, retryDelay } from '@energy/engines';
import type { ChatServiceClient, Conversation, FollowResponse, Typing } from '@energy/proto/chat';
import { ClientError, Status } from 'nice-grpc';
import { isPassing, messageOf } from './client.ts';
import type { Session } from './session.ts';

export interface FollowOptions {
  readonly calls: ChatServiceClient;
  readonly session: Session;
  /** Called when the connection is lost. */
  readonly info: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Follows one conversation from its beginning: each event once, in order. It reconnects and continues after the
 * last response.
 *
 * @throws ClientError where a retry does not help
 */
export async function* conversation(
  clientId: string,
  options: FollowOptions,
): AsyncGenerator<FollowResponse, void, undefined> {
  let fromRevision = 0;
  yield* reconnecting(options, async function* (signal) {
    for await (const response of options.calls.follow({ clientId, fromRevision }, { signal })) {
      fromRevision = response.nextRevision;
      yield response;
    }
  });
}

/** An update of all conversations. */
export type ChatUpdate =
  | { readonly kind: 'conversation'; readonly conversation: Conversation }
  | { readonly kind: 'typing'; readonly clientId: string; readonly typing: Typing };

/**
 * Follows all conversations: the current state of each, then each one that changes. A new connection begins with
 * all of them again; unchanged ones are left out.
 *
 * @throws ClientError where a retry does not help
 */
export async function* allConversations(
  options: FollowOptions,
): AsyncGenerator<ChatUpdate, void, undefined> {
  const known = new Map<string, string>();
  yield* reconnecting(options, async function* (signal) {
    for await (const { update } of options.calls.followAll({}, { signal })) {
      if (update?.$case === 'typing') {
        const { clientId, typing } = update.value;
        if (typing) yield { kind: 'typing' as const, clientId, typing };
      }
      if (update?.$case !== 'conversation') continue;
      const { clientId, clientName, nextRevision } = update.value;
      const state = `${nextRevision} ${clientName}`;
      if (known.get(clientId) === state) continue;
      known.set(clientId, state);
      yield { kind: 'conversation' as const, conversation: update.value };
    }
  });
}

/** Reopens a stream whenever it ends, until the signal aborts; with a new token where the old one is refused. */
async function* reconnecting<T>(
  { session, info, signal }: FollowOptions,
  open: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      for await (const update of open(signal)) {
        failures = 0;
        yield update;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isForToken(error) && failures === 0) {
        session.expire();
        continue;
      }
      if (!isPassing(error)) throw error;
      info(`${messageOf(error)} Trying again.`);
      await delay(retryDelay(failures), signal);
    }
  }
}

function isForToken(error: unknown): boolean {
  return error instanceof ClientError && error.code === Status.UNAUTHENTICATED;
}
