import type { ReadPosition, StreamingRead } from '@eventstore/db-client';
import type { StoreConnection } from './connection.ts';
import type { RecordedEvent } from './recorded-event.ts';
import type { StoreClient } from './store-client.ts';

type EventsRead = StreamingRead<{ event?: RecordedEvent }>;
type Events = AsyncGenerator<RecordedEvent, void, undefined>;

/** gRPC's status for what the server's handler threw. */
const UNKNOWN = 2;

/** Read ahead of who goes through it; the server waits when this is full. */
const READ_AHEAD = { highWaterMark: 256 };

/** Reads by the leader of the cluster. A stream that was deleted, for good or not, has no events. */
export class Reads {
  readonly #connection: StoreConnection;

  constructor(connection: StoreConnection) {
    this.#connection = connection;
  }

  streamForwards(stream: string, from: number): Events {
    const options = { fromRevision: BigInt(from), requiresLeader: true };
    return this.#events((client) => client.readStream(stream, options, READ_AHEAD));
  }

  streamBackwards(stream: string, maxCount: number): Events {
    const options = { ...BACKWARDS, fromRevision: 'end' as const, maxCount };
    return this.#events((client) => client.readStream(stream, options));
  }

  everythingForwards(fromPosition: ReadPosition): Events {
    const options = { fromPosition, requiresLeader: true };
    return this.#events((client) => client.readAll(options, READ_AHEAD));
  }

  /** Whether a record is at this position or after it; the server answers positions amid a record with UNKNOWN. */
  async isReadableFrom(fromPosition: ReadPosition): Promise<boolean> {
    const options = { fromPosition, maxCount: 1, requiresLeader: true };
    let records = 0;
    try {
      for await (const _ of this.#events((client) => client.readAll(options))) records++;
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: number };
      if (code === UNKNOWN) return false;
      throw error;
    }
    return records > 0;
  }

  everythingBackwards(fromPosition: ReadPosition, maxCount: number): Events {
    const options = { ...BACKWARDS, fromPosition, maxCount };
    return this.#events((client) => client.readAll(options));
  }

  async *#events(read: (client: StoreClient) => EventsRead): Events {
    const { patienceMs } = this.#connection;
    const client = await this.#connection.client();
    try {
      for await (const { event } of through(read(client), patienceMs)) {
        if (event) yield event;
      }
    } catch (error) {
      if (!isAboutNoStream(error)) throw this.#connection.failure(error);
    }
  }
}

const BACKWARDS = { direction: 'backwards', requiresLeader: true } as const;

/**
 * Everything that a read gives. The call on the server ends with it, also when it is left early.
 * The client gives reads no deadline: a server that says nothing for `patienceMs` has failed.
 *
 * @throws Error when the server falls silent; whatever the client throws
 */
async function* through<T>(
  read: StreamingRead<T>,
  patienceMs: number,
): AsyncGenerator<T, void, undefined> {
  let waiting = true;
  const patience = setTimeout(() => {
    if (waiting) read.destroy(new Error('it did not answer in time'));
  }, patienceMs);
  read.on('error', () => {}); // The loop throws it; what comes after the loop is of no interest.
  try {
    for await (const item of read) {
      waiting = false;
      yield item;
      waiting = true;
      patience.refresh();
    }
  } finally {
    clearTimeout(patience);
    read.cancel().catch(() => {});
  }
}

function isAboutNoStream(error: unknown): boolean {
  const { type } = error as { type?: string };
  return type === 'stream-not-found' || type === 'stream-deleted';
}
