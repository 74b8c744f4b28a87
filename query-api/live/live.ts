import { delay, EngineUnavailable, Outage, retryForever } from '@energy/engines';
import type { KnownSessions, RequestActor } from '@energy/http';
import type { Delivery, LiveFeed, ReadingsRecorded } from '@energy/live-feed';
import type { ReadModels } from '@energy/read-models';
import { errorMessage, type Metrics } from '@energy/service';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import { AlertRelay } from './alert-relay.ts';
import { LiveConnection } from './connection.ts';
import { LiveConnections } from './connections.ts';
import { FrameHandler } from './frame-handler.ts';
import { closeEndedSessions, dropSilentConnections } from './inspection.ts';
import { createLiveMetrics, type LiveMetrics } from './live-metrics.ts';
import { TotalRelay } from './total-relay.ts';

/** The interval of the checks that do not depend on notices. */
const CHECK_INTERVAL_MS = 1_000;

export interface LiveOptions {
  readonly readModels: Pick<ReadModels, 'alerts' | 'alertInboxes' | 'consumption' | 'devices'>;
  readonly feed: LiveFeed;
  readonly sessions: Pick<KnownSessions, 'liveAmong'>;
  readonly connectionsPerUser: number;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** Receives the recording rates of projectors, which are not sent to connections. */
  readonly onRecorded: (recorded: ReadingsRecorded) => void;
}

/**
 * The live connections of this process. One subscription to the live feed serves them all; a check each second
 * covers what has no notice, and alerts whose notice was lost.
 */
export class Live {
  readonly #options: LiveOptions;
  readonly #connections = new LiveConnections();
  readonly #metrics: LiveMetrics;
  readonly #alerts: AlertRelay;
  readonly #totals: TotalRelay;
  readonly #frames: FrameHandler;
  readonly #stopping = new AbortController();
  readonly #outage: Outage;
  #running: Promise<void> = Promise.resolve();
  #isStarted = false;
  #isListening = false;

  constructor(options: LiveOptions) {
    const { readModels, metrics, log } = options;
    const connections = this.#connections;
    this.#options = options;
    this.#outage = new Outage(log);
    this.#metrics = createLiveMetrics(metrics, () => connections.size);
    this.#alerts = new AlertRelay({ readModels, connections, metrics: this.#metrics });
    this.#totals = new TotalRelay({ readModels, connections });
    this.#frames = new FrameHandler({
      devices: readModels.devices,
      connections,
      selectAlerts: (connection, alertSelection) =>
        this.#orClose(connection, this.#alerts.select(connection, alertSelection)),
    });
  }

  /** It knows the newest alert. Connections are refused before. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** It has received a notice, or a gap, from the live feed. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Runs until {@link stop}. */
  start(): void {
    this.#running = this.#run();
  }

  /** Closes every connection, so that its client reconnects to another process. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const connection of this.#connections) connection.close('going-away');
    await this.#running;
  }

  /**
   * Serves the WebSocket of a signed-in user.
   *
   * @param after the number of the last alert received; by default alerts start with the next one
   */
  open(socket: WebSocket, actor: RequestActor, after: number | undefined): void {
    const connection = new LiveConnection(socket, actor, this.#metrics);
    if (this.#connections.ofUser(actor.userId).size >= this.#options.connectionsPerUser) {
      connection.close('too-many-connections');
      return;
    }
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.remove(connection));
    socket.on('pong', () => connection.markSeen());
    socket.on('ping', () => connection.admits() || connection.close('too-many-frames'));

    let handled = this.#welcome(connection, after);
    this.#orClose(connection, handled);
    socket.on('message', (data, isBinary) => {
      if (!connection.admits()) return connection.close('too-many-frames');
      const message = isBinary ? undefined : data.toString();
      handled = handled.then(() => this.#frames.handle(connection, message));
      this.#orClose(connection, handled);
    });
  }

  async #welcome(connection: LiveConnection, after: number | undefined): Promise<void> {
    const position = await this.#alerts.startAfter(after);
    // Nothing is awaited before it catches up, so that no live alert comes in between.
    connection.position = position;
    connection.send({ type: 'hello', after: position });
    this.#orClose(connection, this.#alerts.catchUp(connection));
  }

  /** Closes a connection after a failure: its client reconnects and resumes. Outages are logged elsewhere. */
  #orClose(connection: LiveConnection, work: Promise<void>): void {
    work.catch((err) => {
      if (!connection.isOpen) return;
      if (!(err instanceof EngineUnavailable)) {
        this.#options.log.error({ err }, 'A live connection failed.');
      }
      connection.close('internal-error');
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const start = () => this.#alerts.start();
    try {
      await retryForever('read the alerts', start, { signal, log: this.#options.log });
      this.#isStarted = true;
      await Promise.all([this.#listen(signal), this.#runChecks(signal)]);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const types = ['AlertRaised', 'AlertsSeen', 'HourlyTotalChanged', 'ReadingsRecorded'] as const;
    for await (const batch of this.#options.feed.subscribe({ types, signal })) {
      this.#isListening = true;
      await this.#relay(batch);
    }
  }

  async #relay({ notices, gap }: Delivery): Promise<void> {
    if (gap) this.#totals.sendMissed();
    for (const notice of notices) {
      if (notice.type === 'ReadingsRecorded') this.#options.onRecorded(notice);
      if (notice.type !== 'AlertsSeen') continue;
      for (const connection of this.#connections.ofUser(notice.userId)) {
        connection.send({ type: 'alerts-seen', through: notice.through });
      }
    }
    const isAlerted = gap || notices.some(({ type }) => type === 'AlertRaised');
    const changed = notices.filter((notice) => notice.type === 'HourlyTotalChanged');
    await this.#try(isAlerted && this.#alerts.relay(), this.#totals.relay(changed));
  }

  async #runChecks(signal: AbortSignal): Promise<void> {
    for (;;) {
      await delay(CHECK_INTERVAL_MS, signal);
      if (signal.aborted) return;
      dropSilentConnections(this.#connections);
      const succeeded = await this.#try(
        this.#alerts.relay(),
        this.#totals.checkWatchers(),
        closeEndedSessions(this.#connections, this.#options.sessions),
      );
      if (succeeded) this.#outage.ended('Checks of live connections work again.');
    }
  }

  /** Failed work is repeated at the next check. */
  async #try(...works: readonly (Promise<void> | false)[]): Promise<boolean> {
    const results = await Promise.allSettled(works);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      const sentence = errorMessage(result.reason);
      this.#outage.began(
        `Checks of live connections fail; retrying every second: ${sentence}.`,
        sentence,
      );
    }
    return results.every(({ status }) => status === 'fulfilled');
  }
}
