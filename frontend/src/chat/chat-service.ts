import { ChatServiceDefinition, type ChatServiceClient as Generated } from '@energy/proto/chat';
import { ClientError, createChannel, createClient, Status } from 'nice-grpc-web';

export type ChatService = Generated;

/** Creates a client of the chat by gRPC-Web at the pages' own address; the session cookie authenticates. */
export function createChatService(origin: string): ChatService {
  return createClient(ChatServiceDefinition, createChannel(origin));
}

/**
 * Classes of failed calls, by what the caller can do:
 * - `temporary`: the same call may succeed in a moment;
 * - `session`: the token has expired; with another one the same call may succeed;
 * - `closed`: the conversation accepts no more messages;
 * - `missing`: there is no such conversation, or none for this person;
 * - `beyond-end`: the conversation is shorter than the revision in the call;
 * - `refused`: the same call will never succeed.
 */
export type FailureKind = 'temporary' | 'session' | 'closed' | 'missing' | 'beyond-end' | 'refused';

const FAILURE_KINDS: Partial<Record<Status, FailureKind>> = {
  [Status.UNAUTHENTICATED]: 'session',
  [Status.FAILED_PRECONDITION]: 'closed',
  [Status.NOT_FOUND]: 'missing',
  [Status.OUT_OF_RANGE]: 'beyond-end',
  [Status.PERMISSION_DENIED]: 'refused',
  [Status.INVALID_ARGUMENT]: 'refused',
  [Status.ALREADY_EXISTS]: 'refused',
  [Status.UNIMPLEMENTED]: 'refused',
};

/** Every error without a status that is known to be permanent is `temporary`. */
export function toFailureKind(error: unknown): FailureKind {
  return (error instanceof ClientError && FAILURE_KINDS[error.code]) || 'temporary';
}

const CALL_TIMEOUT_MS = 20_000;

/**
 * Makes a unary call, and repeats it once after renewing an expired session.
 *
 * @param ensureSession resolves when the person has a valid session
 */
export async function callWithSession<Answer>(
  call: (options: { signal: AbortSignal }) => Promise<Answer>,
  ensureSession: () => Promise<unknown>,
): Promise<Answer> {
  const callOnce = () => call({ signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  try {
    return await callOnce();
  } catch (error) {
    if (toFailureKind(error) !== 'session') throw error;
    await ensureSession();
    return callOnce();
  }
}
