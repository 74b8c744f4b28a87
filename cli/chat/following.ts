import { delay, retryDelay } from '@energy/engines';
import type { ChatServiceClient, Conversation, FollowResponse, Typing } from '@energy/proto/chat';
import { ClientError, Status } from 'nice-grpc';
import { isPassing, messageOf } from './client.ts';
import type { Session } from './session.ts';

export interface FollowOptions {
  readonly calls: ChatServiceClient;
  readonly session: Session;
  /** Told when the connection is lost. */
  readonly say: (text: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Follows one conversation from its beginning: each event once, in order, whatever happens to the
 * connection or the server, for every response says where to go on from.
 *
 * @throws ClientError where to call again does not help
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

/** What one who follows all conversations hears. */
export type News =
  | { readonly kind: 'conversation'; readonly conversation: Conversation }
  | { readonly kind: 'typing'; readonly clientId: string; readonly typing: Typing };

/**
 * Follows all conversations: each as it stands, then each that changes as it stands then. A connection
 * begins with all of them again: those that have not changed meanwhile are left out.
 *
 * @throws ClientError where to call again does not help
 */
export async function* allConversations(
  options: FollowOptions,
): AsyncGenerator<News, void, undefined> {
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

/** Opens a stream again whenever it ends, until the signal aborts; with another token where it needs one. */
async function* reconnecting<T>(
  { session, say, signal }: FollowOptions,
  open: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      for await (const each of open(signal)) {
        failures = 0;
        yield each;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isForToken(error) && failures === 0) {
        session.expire();
        continue;
      }
      if (!isPassing(error)) throw error;
      say(`${messageOf(error)} Trying again.`);
      await delay(retryDelay(failures), signal);
    }
  }
}

function isForToken(error: unknown): boolean {
  return error instanceof ClientError && error.code === Status.UNAUTHENTICATED;
}
