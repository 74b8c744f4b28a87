import { type Position, PositionNotFound } from '../event-store.ts';
import type { StoreConnection } from './connection.ts';
import { isStreamDeleted, isUnknown } from './failure.ts';
import type { LogPage, StreamPage } from './messages.ts';
import { type LogPosition, logPosition, positionOf } from './position.ts';
import { isSystem, type RecordedEvent } from './recorded-event.ts';

type Events = AsyncGenerator<RecordedEvent, void, undefined>;

/** The server writes events of its own between ours, mostly few: the first page is usually enough. */
const FIRST_PAGE_SIZE = 8;
const PAGE_SIZE = 512;
/** Most streams are short; a caller that stops early has read little in vain. */
const FIRST_STREAM_PAGE_SIZE = 64;

export const READ_ALL = 'read $all';

/**
 * Reads by pages, each to its end: a cancelled call costs the server and the connection more than the rest of a
 * page. A deleted stream, tombstoned or not, has no events.
 */
export class Reads {
  readonly #connection: StoreConnection;

  constructor(connection: StoreConnection) {
    this.#connection = connection;
  }

  async *stream(stream: string, from: number): Events {
    let next = from;
    for (let count = FIRST_STREAM_PAGE_SIZE; ; count = PAGE_SIZE) {
      const page = { stream, from: next, direction: 'forwards', count } as const;
      const events = await this.#streamPage(page);
      yield* events;
      if (events.length < count) return;
      next = events.at(-1)!.revision + 1;
    }
  }

  /** The newest events of a stream, newest first. */
  newest(stream: string, count: number): Promise<RecordedEvent[]> {
    return this.#streamPage({ stream, from: 'end', direction: 'backwards', count });
  }

  /**
   * Everything after a position, the server's own events too.
   *
   * @throws PositionNotFound where the store does not have the position, or loses it during the read
   */
  async *everythingAfter(after: Position | undefined): Events {
    let last = after;
    for (;;) {
      const events = last === undefined ? await this.#start() : await this.#following(last);
      yield* events;
      if (events.length < PAGE_SIZE - 1) return;
      last = positionOf(events.at(-1)!.position);
    }
  }

  /** The position of the last event that is not the server's own. */
  async head(): Promise<Position | undefined> {
    let from: LogPosition | 'end' = 'end';
    for (let count = FIRST_PAGE_SIZE; ; count = PAGE_SIZE) {
      const events = await this.#logPage({ from, direction: 'backwards', count });
      const last = events.find((event) => !isSystem(event));
      if (last) return positionOf(last.position);
      if (events.length < count) return undefined;
      from = events.at(-1)!.position;
    }
  }

  /** The record at a position; the next one where the server has scavenged that. */
  async recordFrom(position: LogPosition): Promise<RecordedEvent | undefined> {
    const page = { from: position, direction: 'forwards', count: 1 } as const;
    return (await this.#pageFrom(page))?.[0];
  }

  #start(): Promise<RecordedEvent[]> {
    return this.#logPage({ from: 'start', direction: 'forwards', count: PAGE_SIZE });
  }

  /** A page that starts with the record at the position, which shows that the store has it. */
  async #following(after: Position): Promise<RecordedEvent[]> {
    const from = logPosition(after);
    const page = { direction: 'forwards', count: PAGE_SIZE } as const;
    const events = from && (await this.#pageFrom({ from, ...page }));
    if (!events?.length) throw new PositionNotFound(after, await this.head());
    return events.filter(({ position }) => positionOf(position) > after);
  }

  /** `undefined` for a position amid a record, which the server answers by UNKNOWN. */
  async #pageFrom(page: LogPage): Promise<RecordedEvent[] | undefined> {
    try {
      return await this.#logPage(page);
    } catch (error) {
      if (!isUnknown((error as Error).cause ?? {})) throw error;
      await this.head(); // Throws where it is not the position that the server fails on.
      return undefined;
    }
  }

  #logPage(page: LogPage): Promise<RecordedEvent[]> {
    return this.#connection.call(READ_ALL, (node) => node.readLog(page));
  }

  #streamPage(page: StreamPage): Promise<RecordedEvent[]> {
    return this.#connection.call(`read the stream ${page.stream}`, async (node) => {
      try {
        return await node.readStream(page);
      } catch (error) {
        if (isStreamDeleted(error)) return [];
        throw error;
      }
    });
  }
}
