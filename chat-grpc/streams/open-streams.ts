import { delay } from '@energy/engines';
import type { KnownSessions } from '@energy/http';
import type { Caller } from '../calls/caller.ts';
import { sessionEnded, tokenExpired, tooManyStreams } from '../calls/failures.ts';

/** A stream that somebody has open. */
interface OpenStream {
  readonly caller: Caller;
  /** Ends it by an error. */
  end(reason: unknown): void;
}

export interface OpenStreamsOptions {
  readonly sessions: Pick<KnownSessions, 'isLive'>;
  /** The most that one user may have open. */
  readonly mostPerUser: number;
  /** How often it is looked whether the sessions go on. */
  readonly lookEveryMs: number;
}

/** The streams that are open, each until its caller's right to it ends. */
export class OpenStreams {
  readonly #options: OpenStreamsOptions;
  readonly #byUser = new Map<string, Set<OpenStream>>();
  #closing: { readonly reason: unknown } | undefined;

  constructor(options: OpenStreamsOptions) {
    this.#options = options;
  }

  get size(): number {
    return [...this.#byUser.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Keeps a stream as an open one until the function that it returns is called. `end` is called when
   * the caller's token expires, the session ends, or all streams are to end.
   *
   * @throws ChatFailure where the user has too many open
   */
  open(caller: Caller, end: (reason: unknown) => void): () => void {
    if (this.#closing) throw this.#closing.reason;
    const { mostPerUser } = this.#options;
    const streams = this.#byUser.get(caller.userId) ?? new Set();
    if (streams.size >= mostPerUser) throw tooManyStreams(mostPerUser);
    const stream = { caller, end };
    this.#byUser.set(caller.userId, streams.add(stream));
    const expiry = setTimeout(() => end(tokenExpired()), caller.expiresAt - Date.now());
    return () => {
      clearTimeout(expiry);
      streams.delete(stream);
      if (streams.size === 0) this.#byUser.delete(caller.userId);
    };
  }

  /** Ends the streams of a user. */
  endOf(userId: string, reason: unknown): void {
    for (const { end } of this.#byUser.get(userId) ?? []) end(reason);
  }

  /** Ends all streams, and those that would be opened later. */
  endAll(reason: unknown): void {
    this.#closing = { reason };
    for (const userId of this.#byUser.keys()) this.endOf(userId, reason);
  }

  /** Ends the streams whose session has ended, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(this.#options.lookEveryMs, signal);
      await this.#look(signal);
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const streams = [...this.#byUser.values()].flatMap((ofUser) => [...ofUser]);
    for (const sessionId of new Set(streams.map(({ caller }) => caller.sessionId))) {
      if (signal.aborted) return;
      // While nobody can say, it goes on: the token expires by itself.
      if (await this.#options.sessions.isLive(sessionId).catch(() => true)) continue;
      for (const { caller, end } of streams) {
        if (caller.sessionId === sessionId) end(sessionEnded());
      }
    }
  }
}
