import { delay } from '@energy/engines';
import type { RequestActor } from '@energy/http';
import type { WebSocket } from '@fastify/websocket';
import type { AlertSelection } from './audience.ts';
import { CLOSE_CODES, type CloseReason } from './close-codes.ts';
import type { ServerFrame } from './frames.ts';
import type { LiveMetrics } from './live-metrics.ts';

/** A connection with more unread data is closed. */
const MAX_BUFFERED_BYTES = 256 * 1_024;
const DRAIN_POLL_INTERVAL_MS = 20;

/** Frames, pings included, that a peer may send within {@link FRAMES_WINDOW_MS}. */
const MAX_FRAMES = 100;
const FRAMES_WINDOW_MS = 10_000;

/** The WebSocket of a signed-in user, with its subscriptions and its progress. */
export class LiveConnection {
  readonly actor: RequestActor;
  /** The devices whose hourly totals it receives. */
  readonly watched = new Set<string>();
  alertSelection: AlertSelection;
  /** The number of the last alert sent. No live alert is sent before it is known. */
  position = Number.POSITIVE_INFINITY;
  /** Missed alerts are being read; live ones wait. */
  isCatchingUp = false;
  /** The times of the last frame from its peer and of the last ping, as `performance.now()`. */
  lastSeenAt = performance.now();
  pingedAt = 0;

  readonly #socket: WebSocket;
  readonly #metrics: LiveMetrics;
  #frames = 0;
  #framesSince = performance.now();

  constructor(socket: WebSocket, actor: RequestActor, metrics: LiveMetrics) {
    this.#socket = socket;
    this.actor = actor;
    this.alertSelection = actor.role === 'administrator' ? 'none' : 'own';
    this.#metrics = metrics;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(frame: ServerFrame): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.close('too-slow');
      return;
    }
    this.#socket.send(JSON.stringify(frame));
    this.#metrics.sent.inc({ type: frame.type });
  }

  /** Resolves when everything sent has left this process, or the connection has ended. */
  async drained(): Promise<void> {
    while (this.isOpen && this.#socket.bufferedAmount > 0) await delay(DRAIN_POLL_INTERVAL_MS);
  }

  markSeen(): void {
    this.lastSeenAt = performance.now();
  }

  /** Counts a frame; false where the peer exceeds its limit. */
  admits(): boolean {
    this.markSeen();
    if (this.lastSeenAt - this.#framesSince > FRAMES_WINDOW_MS) {
      this.#framesSince = this.lastSeenAt;
      this.#frames = 0;
    }
    this.#frames += 1;
    return this.#frames <= MAX_FRAMES;
  }

  /** Pings the peer, unless a ping is unanswered. */
  ping(): void {
    if (!this.isOpen || this.pingedAt > this.lastSeenAt) return;
    this.pingedAt = performance.now();
    this.#socket.ping();
  }

  close(reason: CloseReason): void {
    if (!this.isOpen) return;
    this.#metrics.closed.inc({ reason });
    this.#socket.close(CLOSE_CODES[reason].code, reason);
  }

  /** Drops the connection of a silent peer. */
  terminate(): void {
    this.#metrics.closed.inc({ reason: 'silent' });
    this.#socket.terminate();
  }
}
