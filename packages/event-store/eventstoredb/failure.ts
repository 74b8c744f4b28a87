import { EngineUnavailable } from '@energy/engines';
import type { NotLeaderError } from '@eventstore/db-client';
import { PositionNotFound } from '../event-store.ts';

/** What the client's errors have in common; they are told apart by their type. */
interface ClientError extends Error {
  readonly type?: string;
  readonly code?: number;
}

const INVALID_ARGUMENT = 3;
/** The limit on a single event is younger than the client, which has no type for it. */
const TOO_LARGE = /exceeds maximum append event size/i;

/**
 * What went wrong at `store` ("EventStoreDB at HOST"), as the port tells it: EngineUnavailable for
 * what may succeed later, another error for what never will. Errors of this program stay as they are.
 */
export function failure(error: unknown, store: string): unknown {
  if (error instanceof EngineUnavailable || error instanceof PositionNotFound) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  const { type, code, message } = error as ClientError;
  if (type === 'maximum-append-size-exceeded' || TOO_LARGE.test(message)) {
    const sentence =
      `${store} refuses an append that is too large (${message}); make it smaller, or the ` +
      "server's limit (MaxAppendSize, MaxAppendEventSize) larger";
    return new RangeError(sentence, { cause: error });
  }
  if (code === INVALID_ARGUMENT) {
    return new RangeError(`${store} refuses the call (${message})`, { cause: error });
  }
  if (type === 'stream-deleted') {
    const sentence = `${store} takes no events: the stream was deleted there for good (${message})`;
    return new RangeError(sentence, { cause: error });
  }
  return new EngineUnavailable(`${store} can't be used: ${reason(error)}`, { cause: error });
}

function reason(error: unknown): string {
  const { type, message } = error as ClientError;
  switch (type) {
    case 'not-leader': {
      const { address, port } = (error as NotLeaderError).leader;
      return `it does not lead its cluster, ${address}:${port} does; the next call goes there`;
    }
    case 'access-denied':
      return (
        'access is denied; check the user and password in its URL (they are only sent with TLS), ' +
        'and that this user may read $all'
      );
    case 'deadline-exceeded':
    case 'timeout':
      return 'it did not answer in time; look at its log, its disk and its load';
    default:
      return `${tidy(message || String(error))}; check that it runs and can be reached`;
  }
}

/** gRPC ends some of its sentences with notes that are empty. */
function tidy(message: string): string {
  return message.replace(/\s*Resolution note:\s*$/, '').replace(/\.$/, '');
}
