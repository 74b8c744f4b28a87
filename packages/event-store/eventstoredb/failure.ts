import {
  CREDENTIALS_REFUSED,
  describeConnectionError,
  EngineUnavailable,
  isConnectionError,
} from '@energy/engines';
import { PositionNotFound, RevisionConflict } from '../event-store.ts';

/** Common fields of gRPC's errors. */
interface CallError extends Error {
  readonly code?: number;
  readonly details?: string;
  readonly metadata?: { get(name: string): readonly (string | Buffer)[] };
}

/** gRPC's status codes. The library itself is loaded only if EventStoreDB is used. */
export const STATUS = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  ABORTED: 10,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** The server did not answer in time. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** No node that answers names a leader of the cluster. */
export class NoLeader extends Error {
  override readonly name = 'NoLeader';

  constructor(reasons: ReadonlyMap<string, string>) {
    const answers = [...reasons].map(([host, answer]) => `${host}: ${answer}`);
    super(`no node is known that leads its cluster (${answers.join('; ')})`);
  }
}

export interface CallContext {
  /** `EventStoreDB at HOST`, for messages. */
  readonly store: string;
  /** The right that the call needs: `read $all`. */
  readonly right: string;
  readonly sendsUser: boolean;
}

/** Reads the address of the leader from a not-leader error; `undefined` for any other error. */
export function leaderOf(error: unknown): { address: string; port: number } | undefined {
  if (exceptionOf(error) !== 'not-leader') return undefined;
  const address = trailer(error, 'leader-endpoint-host');
  const port = Number(trailer(error, 'leader-endpoint-port'));
  return address && port ? { address, port } : undefined;
}

/** True if the stream was deleted for good. A read of a missing stream does not fail: it has no events. */
export function isStreamDeleted(error: unknown): boolean {
  return exceptionOf(error) === 'stream-deleted';
}

export function isUnknown(error: unknown): boolean {
  return (error as CallError).code === STATUS.UNKNOWN;
}

/** True if the connection is lost or the server shuts down: the next call needs another connection. */
export function isConnectionLost(error: unknown): boolean {
  const { code } = error as CallError;
  return code === STATUS.UNAVAILABLE || code === STATUS.CANCELLED;
}

/** True if the node did not answer: another one may lead by now. */
export function isNoAnswer(error: unknown): boolean {
  const { code } = error as CallError;
  return error instanceof NoAnswer || code === STATUS.DEADLINE_EXCEEDED || code === STATUS.ABORTED;
}

/**
 * Translates the error of a call: EngineUnavailable if it may succeed later, RangeError if it never will.
 * Errors of this program stay as they are.
 */
export function failure(error: unknown, context: CallContext): unknown {
  if (error instanceof EngineUnavailable || error instanceof PositionNotFound) return error;
  if (error instanceof RevisionConflict || isOwnMistake(error)) return error;
  const { store } = context;
  const refusal = refusalOf(error);
  if (refusal) return new RangeError(`${store} ${refusal}`, { cause: error });
  return new EngineUnavailable(`${store} can't be used: ${reason(error, context)}`, {
    cause: error,
  });
}

function isOwnMistake(error: unknown): boolean {
  return (error instanceof TypeError || error instanceof RangeError) && !isConnectionError(error);
}

/** Completes "EventStoreDB at HOST …" for a call that will never succeed. */
function refusalOf(error: unknown): string | undefined {
  const { code } = error as CallError;
  const message = messageOf(error);
  // The limits on an append, on one of its events, and on any message.
  if (
    /maximum append (event )?size/i.test(message) ||
    (code === STATUS.RESOURCE_EXHAUSTED && /maximum configured message size/i.test(message))
  ) {
    return (
      `refuses an append that is too large (${message}); make it smaller, or raise the server's ` +
      'limits (MaxAppendSize, MaxAppendEventSize)'
    );
  }
  if (isStreamDeleted(error))
    return `takes no events: the stream was deleted for good (${message})`;
  if (code === STATUS.INVALID_ARGUMENT) return `refuses the call (${message})`;
  return undefined;
}

/** Completes "… can't be used: …", with what to do about it. */
export function reason(error: unknown, context?: Omit<CallContext, 'store'>): string {
  if (error instanceof NoLeader) return `${error.message}; check its nodes and their gossip`;
  const leader = leaderOf(error);
  if (leader) {
    const { address, port } = leader;
    return `it does not lead its cluster, ${address}:${port} does; the next call goes there`;
  }
  if (isNoAnswer(error)) return 'it did not answer in time; look at its log, its disk and its load';
  const { code } = error as CallError;
  if (code === STATUS.UNAUTHENTICATED) {
    return `${CREDENTIALS_REFUSED} (they are only sent with TLS)`;
  }
  if (code === STATUS.PERMISSION_DENIED) return missingRight(context);
  return describeConnectionError(error);
}

function missingRight(context: Omit<CallContext, 'store'> | undefined): string {
  const right = context ? `the right to ${context.right}` : 'the right to do this';
  return context?.sendsUser
    ? `access is denied: the user in its URL lacks ${right}; grant it in the server's access control lists`
    : `access is denied: without a user nobody has ${right}; put a user and password into its URL (they are only sent with TLS)`;
}

/** Formats the message in one line, without the notes that gRPC adds. */
function messageOf(error: unknown): string {
  const { details, message } = error as CallError;
  return (details || message || String(error))
    .replace(/^No connection established\. Last error: (Error: )?/, '')
    .replace(/\s*Resolution note:\s*/, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
}

function exceptionOf(error: unknown): string | undefined {
  return trailer(error, 'exception');
}

function trailer(error: unknown, name: string): string | undefined {
  return (error as CallError).metadata?.get(name)[0]?.toString();
}
