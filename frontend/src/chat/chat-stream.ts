import {
  type Attempt,
  type ConnectionDependencies,
  type ConnectionStatus,
  Reconnection,
} from '../connection/reconnection.ts';
import { type FailureKind, toFailureKind } from './chat-service.ts';

export interface ChatStreamOptions<Response> {
  readonly dependencies: ConnectionDependencies;
  /** Opens the stream at the position that the last one reached. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Response>;
  readonly onResponse: (response: Response) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
  /** The server's stream is shorter than the position: discard what was received. */
  readonly onBeyondEnd?: () => void;
}

const INITIAL_DELAY_MS = 500;
const MAX_DELAY_MS = 20_000;

/** Receives a stream of responses and reopens it whenever it ends. Connected once it has caught up. */
export class ChatStream<
  Response extends { readonly update?: { readonly $case: string } | undefined },
> {
  readonly #options: ChatStreamOptions<Response>;
  readonly #reconnection: Reconnection;
  #failure: FailureKind | undefined;

  constructor(options: ChatStreamOptions<Response>) {
    this.#options = options;
    this.#reconnection = new Reconnection({
      dependencies: options.dependencies,
      initialDelayMs: INITIAL_DELAY_MS,
      maxDelayMs: MAX_DELAY_MS,
      open: (attempt) => void this.#receive(attempt),
      onStatus: options.onStatus,
    });
  }

  get status(): ConnectionStatus {
    return this.#reconnection.status;
  }

  /** Why the stream was given up; `undefined` unless it failed. */
  get failure(): FailureKind | undefined {
    return this.status === 'failed' ? this.#failure : undefined;
  }

  start(): void {
    this.#reconnection.start();
  }

  stop(): void {
    this.#reconnection.stop();
  }

  retryNow(): void {
    this.#reconnection.retryNow();
  }

  reconnect(): void {
    this.#reconnection.reconnect();
  }

  async #receive(attempt: Attempt): Promise<void> {
    const { open, onResponse } = this.#options;
    try {
      for await (const response of open(attempt.signal)) {
        if (attempt.signal.aborted) return;
        attempt.answered();
        onResponse(response);
        if (response.update?.$case === 'caughtUp') attempt.connected();
      }
      attempt.lost();
    } catch (error) {
      await this.#recover(toFailureKind(error), attempt);
    }
  }

  async #recover(failure: FailureKind, attempt: Attempt): Promise<void> {
    if (attempt.signal.aborted) return;
    switch (failure) {
      case 'temporary':
        return attempt.lost();
      case 'beyond-end':
        this.#options.onBeyondEnd?.();
        return attempt.lost('immediate');
      case 'session':
        await this.#options.dependencies.ensureSession().catch(() => undefined);
        return attempt.lost('immediate');
      default:
        this.#failure = failure;
        return attempt.lost('give-up');
    }
  }
}
