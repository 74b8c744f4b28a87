import { delay, EngineUnavailable, Outage, retryForever } from '@energy/engines';
import type { KnownSessions, RequestActor } from '@energy/http';
import type { Heard, LiveFeed, ReadingsRecorded } from '@energy/live-feed';
import type { ReadModels } from '@energy/read-models';
import { errorMessage, type Metrics } from '@energy/service';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import { AlertRelay } from './alert-relay.ts';
import { LiveConnection } from './connection.ts';
import { LiveConnections } from './connections.ts';
import { closeEnded, dropSilent } from './inspection.ts';
import { createLiveMeasures, type LiveMeasures } from './measures.ts';
import { Requests } from './requests.ts';
import { TotalRelay } from './total-relay.ts';

/** How often everything is looked at that no notice tells of. */
const LOOK_MS = 1_000;

export interface LiveOptions {
  readonly readModels: Pick<ReadModels, 'alerts' | 'alertInboxes' | 'consumption' | 'devices'>;
  readonly feed: LiveFeed;
  readonly sessions: Pick<KnownSessions, 'liveAmong'>;
  /** The most live connections of one user. */
  readonly connectionsPerUser: number;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** Told what projectors say that they record, which goes to nobody who is connected. */
  readonly onRecorded: (recorded: ReadingsRecorded) => void;
}

/**
 * The live connections of this process, and what they hear: it listens to the live feed once for all of
 * them, and looks each second at what no notice tells of, alerts whose notice got lost among it.
 */
export class Live {
  readonly #options: LiveOptions;
  readonly #connections = new LiveConnections();
  readonly #measures: LiveMeasures;
  readonly #alerts: AlertRelay;
  readonly #totals: TotalRelay;
  readonly #requests: Requests;
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
    this.#measures = createLiveMeasures(metrics, () => connections.size);
    this.#alerts = new AlertRelay({ readModels, connections, measures: this.#measures });
    this.#totals = new TotalRelay({ readModels, connections });
    this.#requests = new Requests({
      devices: readModels.devices,
      connections,
      wantAlerts: (connection, wanted) =>
        this.#orClose(connection, this.#alerts.want(connection, wanted)),
    });
  }

  /** Whether it knows which alerts are new: before that, nobody can be connected. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Whether it has begun to hear what other processes tell. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Begins to listen and to look, until it is stopped. */
  start(): void {
    this.#running = this.#run();
  }

  /** Closes every connection, so that whoever is connected moves on to another process. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const connection of this.#connections) connection.close('going-away');
    await this.#running;
  }

  /**
   * Takes over the WebSocket of somebody who is signed in.
   *
   * @param after the number of the last alert that they know of; without it they hear what comes from
   *   now on
   */
  open(socket: WebSocket, actor: RequestActor, after: number | undefined): void {
    const connection = new LiveConnection(socket, actor, this.#measures);
    if (this.#connections.ofUser(actor.userId).size >= this.#options.connectionsPerUser) {
      connection.close('too-many-connections');
      return;
    }
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.remove(connection));
    socket.on('pong', () => connection.heard());
    socket.on('ping', () => connection.admits() || connection.close('too-many-frames'));

    let answered = this.#welcome(connection, after);
    this.#orClose(connection, answered);
    socket.on('message', (data, isBinary) => {
      if (!connection.admits()) return connection.close('too-many-frames');
      const message = isBinary ? undefined : data.toString();
      answered = answered.then(() => this.#requests.answer(connection, message));
      this.#orClose(connection, answered);
    });
  }

  async #welcome(connection: LiveConnection, after: number | undefined): Promise<void> {
    const position = await this.#alerts.startAfter(after);
    // Nothing is awaited before it catches up: nothing can come live in between.
    connection.position = position;
    connection.send({ type: 'hello', after: position });
    this.#orClose(connection, this.#alerts.catchUp(connection));
  }

  /** Whoever could not be served connects again, and resumes. An engine that is away is told of elsewhere. */
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
      await Promise.all([this.#listen(signal), this.#look(signal)]);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const types = ['AlertRaised', 'AlertsSeen', 'HourlyTotalChanged', 'ReadingsRecorded'] as const;
    for await (const heard of this.#options.feed.listen({ types, signal })) {
      this.#isListening = true;
      await this.#passOn(heard);
    }
  }

  async #passOn({ notices, gap }: Heard): Promise<void> {
    if (gap) this.#totals.tellMissed();
    for (const notice of notices) {
      if (notice.type === 'ReadingsRecorded') this.#options.onRecorded(notice);
      if (notice.type !== 'AlertsSeen') continue;
      for (const connection of this.#connections.ofUser(notice.userId)) {
        connection.send({ type: 'alerts-seen', through: notice.through });
      }
    }
    const isAlerted = gap || notices.some(({ type }) => type === 'AlertRaised');
    const changed = notices.filter((notice) => notice.type === 'HourlyTotalChanged');
    await this.#try(isAlerted && this.#alerts.passOn(), this.#totals.passOn(changed));
  }

  async #look(signal: AbortSignal): Promise<void> {
    for (;;) {
      await delay(LOOK_MS, signal);
      if (signal.aborted) return;
      dropSilent(this.#connections);
      const isWell = await this.#try(
        this.#alerts.passOn(),
        this.#totals.checkWatchers(),
        closeEnded(this.#connections, this.#options.sessions),
      );
      if (isWell) this.#outage.ended('Live connections are looked after again.');
    }
  }

  /** What fails is tried again at the next look. */
  async #try(...works: readonly (Promise<void> | false)[]): Promise<boolean> {
    const results = await Promise.allSettled(works);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      const sentence = errorMessage(result.reason);
      this.#outage.began(`Live connections can't be looked after: ${sentence}.`, sentence);
    }
    return results.every(({ status }) => status === 'fulfilled');
  }
}
