import { setTimeout as sleep } from 'node:timers/promises';
import { LiveConnection } from '@energy/testing/api';
import type { Session } from './session.ts';

const RECONNECT_DELAY_MS = 250;
const PING_INTERVAL_MS = 3_000;
const PING_TIMEOUT_MS = 5_000;

/** A browser's live connection: it resumes after the last alert, and drops repeated numbers. */
export class AlertListener {
  /** Numbers of the alerts that were received, in order, without repetitions. */
  readonly numbers: number[] = [];
  /** The number after which alerts are due: what the first connection began with. */
  after: number | undefined;
  readonly #session: Session;
  readonly #until: AbortSignal;

  constructor(session: Session, until: AbortSignal) {
    this.#session = session;
    this.#until = until;
  }

  /** Listens until the signal aborts. */
  async listen(): Promise<void> {
    while (!this.#until.aborted) {
      await this.#listenOnce().catch(() => this.#session.forgetToken());
      await sleep(RECONNECT_DELAY_MS);
    }
  }

  async #listenOnce(): Promise<void> {
    const connection = await this.#connect();
    try {
      for (let pings = 0; !this.#until.aborted; pings++) {
        connection.send({ type: 'unwatch', deviceIds: [] });
        const isPong = ({ type }: { type: string }) => type === 'watching';
        const pongs = () => connection.frames.filter(isPong).length;
        await connection.waitFor(() => pongs() > pings, AbortSignal.timeout(PING_TIMEOUT_MS));
        await sleep(PING_INTERVAL_MS, undefined, { signal: this.#until });
        this.#collect(connection);
      }
    } finally {
      this.#collect(connection);
      connection.close();
    }
  }

  async #connect(): Promise<LiveConnection> {
    const last = this.numbers.at(-1) ?? this.after;
    const query = last === undefined ? '' : `?after=${last}`;
    const url = `${this.#session.url.replace(/^http/, 'ws')}/api/live${query}`;
    const headers = { authorization: await this.#session.authorization() };
    const connection = await LiveConnection.open(url, headers);
    this.after ??= connection.frames.find(({ type }) => type === 'hello')!.after;
    return connection;
  }

  #collect({ frames }: LiveConnection): void {
    for (const { alert } of frames) {
      if (alert && !this.numbers.includes(alert.number)) this.numbers.push(alert.number);
    }
  }
}
