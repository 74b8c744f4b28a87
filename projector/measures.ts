import type { EngineLog } from '@energy/engines';
import type { Alert } from '@energy/read-models';
import type { Backlog } from '@energy/read-models/projection';
import { Counter, Gauge, Histogram, type Metrics } from '@energy/service';
import type { RecordedBatch } from './measurement-recorder.ts';

/** What is asked of the projector's surroundings when it reports. */
export interface Surroundings {
  /** Messages in the queue that nobody has in hand. */
  waiting(): Promise<number>;
  /** Messages that were put aside, ever. */
  deadLetters(): Promise<number>;
  /** Events that are stored and not projected yet. */
  backlog(): Promise<Backlog>;
  /** Alerts of which the live feed is yet to be told. */
  untoldAlerts(): Promise<number>;
}

/** Says how the projector is doing: as metrics for Prometheus and as a line in the log. */
export class Measures {
  readonly #metrics: ReturnType<typeof createMeasures>;
  readonly #surroundings: Surroundings;
  readonly #log: EngineLog;
  #since = performance.now();
  #emptyAt = performance.now();
  #readings = 0;
  #rejected = 0;

  constructor(metrics: Metrics, surroundings: Surroundings, log: EngineLog) {
    this.#metrics = createMeasures(metrics);
    this.#surroundings = surroundings;
    this.#log = log;
  }

  count({ messages, recorded, corrected, repeated, raised, rejected, took }: RecordedBatch): void {
    const { readings, deadLetters, alertsRaised, batchMessages, batchSeconds } = this.#metrics;
    readings.inc({ outcome: 'recorded' }, recorded);
    readings.inc({ outcome: 'corrected' }, corrected);
    readings.inc({ outcome: 'repeated' }, repeated);
    for (const { reason } of rejected) deadLetters.inc({ reason });
    for (const { late } of raised) alertsRaised.inc({ late: String(late) });
    batchMessages.observe(messages);
    batchSeconds.observe(took / 1_000);
    this.#readings += recorded + corrected + repeated;
    this.#rejected += rejected.length;
  }

  countTold(alerts: readonly Alert[]): void {
    const { alertsTold, alertSeconds } = this.#metrics;
    alertsTold.inc(alerts.length);
    for (const { raisedAt } of alerts) alertSeconds.observe((Date.now() - raisedAt) / 1_000);
  }

  /** Looks at the queue and the event store, and logs a line where there was anything to do. */
  async report(): Promise<void> {
    const { waiting, queueLag, lettersAside, backlog, lag, rate, alertsUntold } = this.#metrics;
    const now = performance.now();
    const seconds = (now - this.#since) / 1_000;
    const [readings, rejected] = [this.#readings, this.#rejected];
    this.#since = now;
    this.#readings = 0;
    this.#rejected = 0;
    rate.set(readings / seconds);
    const messages = await this.#surroundings.waiting();
    waiting.set(messages);
    if (messages === 0) this.#emptyAt = now;
    queueLag.set((now - this.#emptyAt) / 1_000);
    lettersAside.set(await this.#surroundings.deadLetters());
    const untold = await this.#surroundings.untoldAlerts();
    alertsUntold.set(untold);
    const { events, since = Date.now() } = await this.#surroundings.backlog();
    const behind = Math.max(0, Date.now() - since) / 1_000;
    backlog.set(events);
    lag.set(behind);
    if (readings + rejected + messages + untold + events === 0) return;
    this.#log.info(
      `Recorded ${readings} readings in ${seconds.toFixed(1)} s (${Math.round(readings / seconds)}/s); ` +
        `${rejected} dead letters; ${messages} messages waiting; ${untold} alerts to tell; ` +
        `events ${behind.toFixed(1)} s behind.`,
    );
  }
}

function createMeasures(metrics: Metrics) {
  const registers = [metrics];
  return {
    readings: new Counter({
      name: 'energy_projector_readings_total',
      help: 'Readings taken off the queue, by outcome: recorded, corrected or repeated',
      labelNames: ['outcome'],
      registers,
    }),
    deadLetters: new Counter({
      name: 'energy_projector_dead_letters_total',
      help: 'Messages put among the dead letters, by reason',
      labelNames: ['reason'],
      registers,
    }),
    rate: new Gauge({
      name: 'energy_projector_readings_per_second',
      help: 'Readings a second since the report before',
      registers,
    }),
    waiting: new Gauge({
      name: 'energy_projector_queue_messages',
      help: 'Messages that wait in the measurement queue',
      registers,
    }),
    queueLag: new Gauge({
      name: 'energy_projector_queue_lag_seconds',
      help: 'The longest that a message can have waited: since the queue was last seen empty',
      registers,
    }),
    lettersAside: new Gauge({
      name: 'energy_projector_dead_letters',
      help: 'Messages that are among the dead letters',
      registers,
    }),
    backlog: new Gauge({
      name: 'energy_projector_events_waiting',
      help: 'Events that are stored and not projected yet; no more than 1,000 are counted',
      registers,
    }),
    lag: new Gauge({
      name: 'energy_projector_events_lag_seconds',
      help: 'The age of the oldest event that is not projected yet',
      registers,
    }),
    alertsRaised: new Counter({
      name: 'energy_projector_alerts_raised_total',
      help: 'Alerts raised; the late ones are listed and never told',
      labelNames: ['late'],
      registers,
    }),
    alertsTold: new Counter({
      name: 'energy_projector_alerts_told_total',
      help: 'Alerts told to the live feed',
      registers,
    }),
    alertsUntold: new Gauge({
      name: 'energy_projector_alerts_untold',
      help: 'Alerts that the live feed is yet to be told of',
      registers,
    }),
    alertSeconds: new Histogram({
      name: 'energy_projector_alert_telling_seconds',
      help: 'From recording an alert to having told the live feed of it',
      buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 60],
      registers,
    }),
    batchMessages: new Histogram({
      name: 'energy_projector_batch_messages',
      help: 'Messages in a batch',
      buckets: [1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000],
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'energy_projector_batch_seconds',
      help: 'From getting a batch to taking it off the queue',
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
  };
}
