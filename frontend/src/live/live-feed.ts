import type { Alert, BudgetAlert } from '../api/client.ts';
import {
  type Attempt,
  type ConnectionDependencies,
  type ConnectionStatus,
  Reconnection,
} from '../connection/reconnection.ts';
import type { HourlyTotal } from '../energy/live-total.ts';

/** The frames that pages react to, by their `type`. */
export interface LiveFrames {
  readonly hello: { readonly after: number };
  readonly alert: { readonly alert: Alert };
  readonly 'budget-alert': { readonly alert: BudgetAlert };
  readonly 'alerts-seen': { readonly through: number };
  readonly 'hourly-total': HourlyTotal;
  readonly 'totals-missed': object;
  readonly unwatched: { readonly deviceId: string };
}

/** The part of a WebSocket that is used. */
export type LiveSocket = Pick<WebSocket, 'send' | 'close'> & {
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
};

export interface LiveFeedOptions {
  /** @param path with the alert to resume after */
  readonly connect: (path: string) => LiveSocket;
  readonly dependencies: ConnectionDependencies;
}

type Listener<Type extends keyof LiveFrames> = (frame: LiveFrames[Type]) => void;

const PATH = '/api/live';
/** The server's limit per connection. */
const MAX_WATCHED_DEVICES = 100;
const INITIAL_DELAY_MS = 1_000;
const MAX_DELAY_MS = 30_000;
/** Close codes of the server for too many connections or frames. */
const RATE_LIMITED_CODES = new Set([4429, 4430]);

/**
 * Subscribes to the live feed over a WebSocket. After a reconnection it watches the same devices again and
 * resumes after the last alert.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #reconnection: Reconnection;
  readonly #listeners = new Map<keyof LiveFrames, Set<Listener<never>>>();
  readonly #statusListeners = new Set<(status: ConnectionStatus) => void>();
  /** The number of watchers of each device. */
  readonly #watched = new Map<string, number>();
  /** The devices whose alerts an administrator watches; all devices without `deviceIds`. */
  #watchedAlerts: { readonly deviceIds?: readonly string[] } | undefined;
  #socket: LiveSocket | undefined;
  #lastAlert: number | undefined;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#reconnection = new Reconnection({
      dependencies: options.dependencies,
      initialDelayMs: INITIAL_DELAY_MS,
      maxDelayMs: MAX_DELAY_MS,
      open: (attempt) => this.#open(attempt),
      onStatus: (status) => {
        for (const listener of this.#statusListeners) listener(status);
      },
    });
  }

  get status(): ConnectionStatus {
    return this.#reconnection.status;
  }

  start(): void {
    this.#reconnection.start();
  }

  /** Also forgets the last alert: the next person may be another one. */
  stop(): void {
    this.#lastAlert = undefined;
    this.#reconnection.stop();
  }

  retryNow(): void {
    this.#reconnection.retryNow();
  }

  /** Calls back with every frame of a type; the function returned ends that. */
  on<Type extends keyof LiveFrames>(type: Type, listener: Listener<Type>): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Calls back with every change of the status; the function returned ends that. */
  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  /** Subscribes to the hourly totals of devices; the function returned unsubscribes. */
  watch(deviceIds: readonly string[]): () => void {
    const added = deviceIds.filter((id) => !this.#watched.has(id));
    for (const id of deviceIds) this.#watched.set(id, (this.#watched.get(id) ?? 0) + 1);
    this.#sendDevices('watch', added);
    let isWatching = true;
    return () => {
      if (!isWatching) return;
      isWatching = false;
      const removed = deviceIds.filter((id) => this.#release(id));
      this.#sendDevices('unwatch', removed);
    };
  }

  /**
   * Subscribes an administrator to the alerts of some devices, or of all, in place of the previous
   * subscription; the function returned unsubscribes.
   */
  watchAlerts(deviceIds?: readonly string[]): () => void {
    const watched = { ...(deviceIds && { deviceIds }) };
    this.#watchedAlerts = watched;
    this.#send({ type: 'watch-alerts', ...watched });
    return () => {
      if (this.#watchedAlerts !== watched) return;
      this.#watchedAlerts = undefined;
      this.#send({ type: 'unwatch-alerts' });
    };
  }

  /** Returns true when the last watcher of a device is gone. */
  #release(id: string): boolean {
    const count = (this.#watched.get(id) ?? 0) - 1;
    if (count > 0) this.#watched.set(id, count);
    else this.#watched.delete(id);
    return count <= 0;
  }

  #sendDevices(type: 'watch' | 'unwatch', deviceIds: readonly string[]): void {
    if (deviceIds.length === 0) return;
    this.#send({ type, deviceIds: deviceIds.slice(0, MAX_WATCHED_DEVICES) });
  }

  #send(frame: { readonly type: string; readonly deviceIds?: readonly string[] }): void {
    if (this.status === 'connected') this.#socket?.send(JSON.stringify(frame));
  }

  /** A browser hides why a WebSocket was refused: a retry first makes sure that the session is valid. */
  #open(attempt: Attempt): void {
    if (attempt.isRetry) {
      this.#options.dependencies.ensureSession().then(
        () => this.#connect(attempt),
        () => attempt.lost(),
      );
    } else this.#connect(attempt);
  }

  #connect(attempt: Attempt): void {
    if (attempt.signal.aborted) return;
    const resume = this.#lastAlert === undefined ? '' : `?after=${this.#lastAlert}`;
    const socket = this.#options.connect(PATH + resume);
    this.#socket = socket;
    attempt.signal.addEventListener('abort', () => this.#close(socket), { once: true });
    socket.onopen = () => {
      attempt.connected();
      this.#sendDevices('watch', [...this.#watched.keys()]);
      if (this.#watchedAlerts) this.#send({ type: 'watch-alerts', ...this.#watchedAlerts });
    };
    socket.onmessage = ({ data }) => {
      if (!attempt.signal.aborted) this.#receive(data);
    };
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#socket = undefined;
      attempt.lost(RATE_LIMITED_CODES.has(code) ? 'max-delay' : 'backoff');
    };
  }

  #close(socket: LiveSocket): void {
    if (this.#socket === socket) this.#socket = undefined;
    socket.close();
  }

  #receive(data: string): void {
    const frame = JSON.parse(data) as { readonly type: keyof LiveFrames };
    if (frame.type === 'hello') this.#lastAlert ??= (frame as unknown as LiveFrames['hello']).after;
    if (frame.type === 'alert' || frame.type === 'budget-alert') {
      this.#lastAlert = (frame as unknown as LiveFrames['alert']).alert.number;
    }
    for (const listener of this.#listeners.get(frame.type) ?? []) listener(frame as never);
  }
}
