import { ChatServiceDefinition, type ChatServiceClient as Generated } from '@energy/proto/chat';
import { ClientError, createChannel, createClient, Status } from 'nice-grpc-web';

/** The chat service as it is called. */
export type ChatService = Generated;

/** The chat service, by gRPC-Web at the platform's own address: the session's cookie says who calls. */
export function chatServiceAt(origin: string): ChatService {
  return createClient(ChatServiceDefinition, createChannel(origin));
}

/**
 * What a failure means for whoever calls:
 * - `passing`: the same call may succeed in a moment;
 * - `session`: the token is no good any more; with another one the same call may succeed;
 * - `closed`: the conversation takes no messages any more;
 * - `missing`: there is no such conversation, or none for this person;
 * - `beyond-end`: the conversation has not come as far as the caller thinks;
 * - `refused`: it will never succeed as it is.
 */
export type Trouble = 'passing' | 'session' | 'closed' | 'missing' | 'beyond-end' | 'refused';

const TROUBLES: Partial<Record<Status, Trouble>> = {
  [Status.UNAUTHENTICATED]: 'session',
  [Status.FAILED_PRECONDITION]: 'closed',
  [Status.NOT_FOUND]: 'missing',
  [Status.OUT_OF_RANGE]: 'beyond-end',
  [Status.PERMISSION_DENIED]: 'refused',
  [Status.INVALID_ARGUMENT]: 'refused',
  [Status.ALREADY_EXISTS]: 'refused',
  [Status.UNIMPLEMENTED]: 'refused',
};

/** Networks and servers come back; what is known never to succeed is told by its status. */
export function troubleOf(error: unknown): Trouble {
  return (error instanceof ClientError && TROUBLES[error.code]) || 'passing';
}

const ANSWER_PATIENCE_MS = 20_000;

/**
 * Makes a call with one answer; where its token is no good any more, once again with another one.
 *
 * @param signedIn resolves when somebody is signed in for sure
 */
export async function called<Answer>(
  call: (options: { signal: AbortSignal }) => Promise<Answer>,
  signedIn: () => Promise<unknown>,
): Promise<Answer> {
  const once = () => call({ signal: AbortSignal.timeout(ANSWER_PATIENCE_MS) });
  try {
    return await once();
  } catch (error) {
    if (troubleOf(error) !== 'session') throw error;
    await signedIn();
    return once();
  }
}
