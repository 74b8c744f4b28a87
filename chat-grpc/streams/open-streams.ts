import { delay } from '@energy/engines';
import type { KnownSessions } from '@energy/http/server';
import type { Caller } from '../calls/caller.ts';
import { sessionEnded, tokenExpired, tooManyStreams } from '../calls/failures.ts';

interface OpenStream {
  readonly caller: Caller;
  /** Ends it with an error. */
  end(reason: unknown): void;
}

export interface OpenStreamsOptions {
  readonly sessions: Pick<KnownSessions, 'isLive'>;
  readonly maxPerUser: number;
  readonly sessionCheckIntervalMs: number;
}

/** The open streams. Each ends when its token expires or its session ends. */
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
   * Registers a stream until the returned function is called.
   *
   * @param end called when the stream must end, with the error to end it with
   * @throws ChatFailure where the user has too many streams open, or the server shuts down
   */
  open(caller: Caller, end: (reason: unknown) => void): () => void {
    if (this.#closing) throw this.#closing.reason;
    const { maxPerUser } = this.#options;
    const streams = this.#byUser.get(caller.userId) ?? new Set();
    if (streams.size >= maxPerUser) throw tooManyStreams(maxPerUser);
    const stream = { caller, end };
    this.#byUser.set(caller.userId, streams.add(stream));
    const expiry = setTimeout(() => end(tokenExpired()), caller.expiresAt - Date.now());
    return () => {
      clearTimeout(expiry);
      streams.delete(stream);
      if (streams.size === 0) this.#byUser.delete(caller.userId);
    };
  }

  /** Ends all streams of a user. */
  endOf(userId: string, reason: unknown): void {
    for (const { end } of this.#byUser.get(userId) ?? []) end(reason);
  }

  /** Ends all streams and refuses new ones. */
  endAll(reason: unknown): void {
    this.#closing = { reason };
    for (const userId of this.#byUser.keys()) this.endOf(userId, reason);
  }

  /** Ends the streams whose session has ended, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(this.#options.sessionCheckIntervalMs, signal);
      await this.#checkSessions(signal);
    }
  }

  async #checkSessions(signal: AbortSignal): Promise<void> {
    const streams = [...this.#byUser.values()].flatMap((ofUser) => [...ofUser]);
    for (const sessionId of new Set(streams.map(({ caller }) => caller.sessionId))) {
      if (signal.aborted) return;
      // While the credential store is unavailable, streams stay open: their tokens expire anyway.
      if (await this.#options.sessions.isLive(sessionId).catch(() => true)) continue;
      for (const { caller, end } of streams) {
        if (caller.sessionId === sessionId) end(sessionEnded());
      }
    }
  }
}
