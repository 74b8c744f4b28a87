import type { Alert } from '../api/client.ts';
import type { HourlyTotal } from '../energy/live-total.ts';

/** What the live feed tells, by the `type` of its frames; those that pages can react to. */
export interface LiveFrames {
  readonly hello: { readonly after: number };
  readonly alert: { readonly alert: Alert };
  readonly 'alerts-seen': { readonly through: number };
  readonly 'hourly-total': HourlyTotal;
  readonly 'totals-missed': object;
  readonly unwatched: { readonly deviceId: string };
}

/**
 * How the live feed is:
 * - `off`: nobody is signed in;
 * - `connecting`: for the first time, which is no cause to worry anybody;
 * - `connected`;
 * - `down`: it was lost or could not be had, and is tried again.
 */
export type LiveStatus = 'off' | 'connecting' | 'connected' | 'down';

/** As much of a WebSocket as is used. */
export type LiveSocket = Pick<WebSocket, 'send' | 'close'> & {
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
};

export interface LiveOptions {
  /** Connects; the path has where to resume from. */
  readonly connect: (path: string) => LiveSocket;
  /** Runs something after so many milliseconds, unless what it gives back is called before. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
  /** Resolves when somebody is signed in for sure; rejects where that can't be found out. */
  readonly signedIn: () => Promise<unknown>;
  /** From 0 to 1: keeps thousands of browsers from coming back at the same moment. */
  readonly random: () => number;
}

type Listener<Type extends keyof LiveFrames> = (frame: LiveFrames[Type]) => void;

const PATH = '/api/live';
/** The server watches so many devices a connection. */
const MOST_WATCHED = 100;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** The server said that this browser asks too much of it. */
const TOO_MUCH_CODES = new Set([4429, 4430]);

/**
 * The platform's live feed over a WebSocket that is opened again whenever it is lost, waiting longer
 * each time. What was watched is watched again; alerts resume where they were left.
 */
export class LiveConnection {
  readonly #options: LiveOptions;
  readonly #listeners = new Map<keyof LiveFrames, Set<Listener<never>>>();
  readonly #statusListeners = new Set<(status: LiveStatus) => void>();
  /** How many times each device is watched by some part of the page. */
  readonly #watched = new Map<string, number>();
  /** Which alerts an administrator wants to hear: of these devices, of all without them. */
  #wantedAlerts: { readonly deviceIds?: readonly string[] } | undefined;
  #status: LiveStatus = 'off';
  #socket: LiveSocket | undefined;
  #cancelPause: (() => void) | undefined;
  #failures = 0;
  #lastAlert: number | undefined;
  /** Grows with every start and stop, so that what was begun before one knows it is too late. */
  #era = 0;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  get status(): LiveStatus {
    return this.#status;
  }

  /** Connects, and stays connected until {@link stop}. */
  start(): void {
    if (this.#status !== 'off') return;
    this.#era += 1;
    this.#failures = 0;
    this.#setStatus('connecting');
    this.#connect();
  }

  /** Disconnects, and forgets where to resume: the next start may be somebody else's. */
  stop(): void {
    this.#era += 1;
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#socket?.close();
    this.#socket = undefined;
    this.#lastAlert = undefined;
    this.#setStatus('off');
  }

  /** Tries at once instead of waiting on: the network is back, or somebody looks again. */
  hurry(): void {
    if (!this.#cancelPause) return;
    this.#cancelPause();
    this.#connectAgain();
  }

  /** Calls back with every frame of a type, until what it returns is called. */
  on<Type extends keyof LiveFrames>(type: Type, listener: Listener<Type>): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Calls back with every change of the status, until what it returns is called. */
  onStatus(listener: (status: LiveStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  /** Hears the hourly totals of devices, until what it returns is called. */
  watch(deviceIds: readonly string[]): () => void {
    const added = deviceIds.filter((id) => !this.#watched.has(id));
    for (const id of deviceIds) this.#watched.set(id, (this.#watched.get(id) ?? 0) + 1);
    this.#sendDevices('watch', added);
    let isWatching = true;
    return () => {
      if (!isWatching) return;
      isWatching = false;
      this.#sendDevices(
        'unwatch',
        deviceIds.filter((id) => this.#release(id)),
      );
    };
  }

  /**
   * For administrators, who hear no alerts unless they ask: hears those of some devices, or of all, in
   * the place of what was asked for before; until what it returns is called.
   */
  watchAlerts(deviceIds?: readonly string[]): () => void {
    const wanted = { ...(deviceIds && { deviceIds }) };
    this.#wantedAlerts = wanted;
    this.#send({ type: 'watch-alerts', ...wanted });
    return () => {
      if (this.#wantedAlerts !== wanted) return;
      this.#wantedAlerts = undefined;
      this.#send({ type: 'unwatch-alerts' });
    };
  }

  /** Whether nobody watches the device any more. */
  #release(id: string): boolean {
    const count = (this.#watched.get(id) ?? 0) - 1;
    if (count > 0) this.#watched.set(id, count);
    else this.#watched.delete(id);
    return count <= 0;
  }

  #sendDevices(type: 'watch' | 'unwatch', deviceIds: readonly string[]): void {
    if (deviceIds.length > 0) this.#send({ type, deviceIds: deviceIds.slice(0, MOST_WATCHED) });
  }

  #send(frame: { readonly type: string; readonly deviceIds?: readonly string[] }): void {
    if (this.#status === 'connected') this.#socket?.send(JSON.stringify(frame));
  }

  #connect(): void {
    const resume = this.#lastAlert === undefined ? '' : `?after=${this.#lastAlert}`;
    const socket = this.#options.connect(PATH + resume);
    this.#socket = socket;
    socket.onopen = () => {
      this.#failures = 0;
      this.#setStatus('connected');
      this.#sendDevices('watch', [...this.#watched.keys()]);
      if (this.#wantedAlerts) this.#send({ type: 'watch-alerts', ...this.#wantedAlerts });
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#lost(code);
    };
  }

  #lost(code: number): void {
    this.#socket = undefined;
    this.#setStatus('down');
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    const pause = TOO_MUCH_CODES.has(code)
      ? LONGEST_PAUSE_MS
      : longest * (0.5 + this.#options.random() / 2);
    this.#failures += 1;
    this.#cancelPause = this.#options.after(pause, () => this.#connectAgain());
  }

  /** A browser is not told why its WebSocket was refused: asking who is signed in renews the session. */
  #connectAgain(): void {
    this.#cancelPause = undefined;
    const era = this.#era;
    this.#options.signedIn().then(
      () => {
        if (era === this.#era) this.#connect();
      },
      () => {
        if (era === this.#era) this.#lost(0);
      },
    );
  }

  #receive(data: string): void {
    const frame = JSON.parse(data) as { readonly type: keyof LiveFrames };
    if (frame.type === 'hello') this.#lastAlert ??= (frame as unknown as LiveFrames['hello']).after;
    if (frame.type === 'alert') {
      this.#lastAlert = (frame as unknown as LiveFrames['alert']).alert.number;
    }
    for (const listener of this.#listeners.get(frame.type) ?? []) listener(frame as never);
  }

  #setStatus(status: LiveStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }
}
