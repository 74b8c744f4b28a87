import { delay } from '@energy/engines';
import type { RequestActor } from '@energy/http';
import type { WebSocket } from '@fastify/websocket';
import type { WantedAlerts } from './audience.ts';
import { CLOSE_CODES, type CloseReason } from './close-codes.ts';
import type { ServerFrame } from './frames.ts';
import type { LiveMeasures } from './measures.ts';

/** More than this waiting to be read (bytes), and the connection is dropped rather than kept in memory. */
const MOST_BUFFERED = 256 * 1_024;
const DRAINED_LOOK_MS = 20;

/** The most frames (pings included) that a peer may send in so many milliseconds. */
const MOST_FRAMES = 100;
const FRAMES_WINDOW_MS = 10_000;

/** One WebSocket of somebody who is signed in: what it hears, and what it has heard. */
export class LiveConnection {
  readonly actor: RequestActor;
  /** The devices whose hourly totals it hears. */
  readonly watched = new Set<string>();
  wanted: WantedAlerts;
  /** It has been told its alerts up to this number. None come live before that is known. */
  position = Number.POSITIVE_INFINITY;
  /** What it missed is being read for it: what comes live waits for that. */
  isCatchingUp = false;
  /** When its peer last gave a sign of life, and was last asked for one: as `performance.now()`. */
  heardAt = performance.now();
  pingedAt = 0;

  readonly #socket: WebSocket;
  readonly #measures: LiveMeasures;
  #frames = 0;
  #framesSince = performance.now();

  constructor(socket: WebSocket, actor: RequestActor, measures: LiveMeasures) {
    this.#socket = socket;
    this.actor = actor;
    this.wanted = actor.role === 'administrator' ? 'none' : 'own';
    this.#measures = measures;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(frame: ServerFrame): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > MOST_BUFFERED) {
      this.close('too-slow');
      return;
    }
    this.#socket.send(JSON.stringify(frame));
    this.#measures.sent.inc({ type: frame.type });
  }

  /** Resolves when what was sent has left this process, or the connection has ended. */
  async drained(): Promise<void> {
    while (this.isOpen && this.#socket.bufferedAmount > 0) await delay(DRAINED_LOOK_MS);
  }

  /** Takes note of a sign of life. */
  heard(): void {
    this.heardAt = performance.now();
  }

  /** Takes note of a frame; false where the peer sends more than it may. */
  admits(): boolean {
    this.heard();
    if (this.heardAt - this.#framesSince > FRAMES_WINDOW_MS) {
      this.#framesSince = this.heardAt;
      this.#frames = 0;
    }
    this.#frames += 1;
    return this.#frames <= MOST_FRAMES;
  }

  /** Asks the peer for a sign of life, unless it was asked since the last one. */
  ping(): void {
    if (!this.isOpen || this.pingedAt > this.heardAt) return;
    this.pingedAt = performance.now();
    this.#socket.ping();
  }

  close(reason: CloseReason): void {
    if (!this.isOpen) return;
    this.#measures.closed.inc({ reason });
    this.#socket.close(CLOSE_CODES[reason].code, reason);
  }

  /** Hangs up on a peer that gives no sign of life. */
  hangUp(): void {
    this.#measures.closed.inc({ reason: 'silent' });
    this.#socket.terminate();
  }
}
