import type { EngineLog } from '@energy/engines';
import type { Backlog } from '@energy/event-store';
import type { ListedAlert } from '@energy/read-models';
import { Counter, Gauge, Histogram, type Metrics } from '@energy/service';
import type { RecordedBatch } from './measurement-recorder.ts';

/** Numbers that a report reads from the engines. */
export interface MetricSources {
  /** Messages in the queue that no consumer has. */
  waiting(): Promise<number>;
  /** All dead letters. */
  deadLetters(): Promise<number>;
  /** Events that are not projected yet. */
  backlog(): Promise<Backlog>;
  unpublishedAlerts(): Promise<number>;
}

/** Reports the projector's work: as metrics for Prometheus and as a line in the log. */
export class ProjectorMetrics {
  readonly #metrics: ReturnType<typeof createMetrics>;
  readonly #sources: MetricSources;
  readonly #log: EngineLog;
  #since = performance.now();
  #emptyAt = performance.now();
  #readings = 0;
  #rejected = 0;

  constructor(metrics: Metrics, sources: MetricSources, log: EngineLog) {
    this.#metrics = createMetrics(metrics);
    this.#sources = sources;
    this.#log = log;
  }

  countBatch({
    messages,
    recorded,
    corrected,
    repeated,
    raised,
    rejected,
    took,
  }: RecordedBatch): void {
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

  countPublished(alerts: readonly ListedAlert[]): void {
    const { alertsPublished, alertSeconds } = this.#metrics;
    alertsPublished.inc(alerts.length);
    for (const { raisedAt } of alerts) alertSeconds.observe((Date.now() - raisedAt) / 1_000);
  }

  /** Updates the gauges, and logs a line unless the projector was idle. */
  async report(): Promise<void> {
    const { waiting, queueLag, storedDeadLetters, backlog, lag, rate, alertsUnpublished } =
      this.#metrics;
    const now = performance.now();
    const seconds = (now - this.#since) / 1_000;
    const readings = this.#readings;
    const rejected = this.#rejected;
    this.#since = now;
    this.#readings = 0;
    this.#rejected = 0;
    rate.set(readings / seconds);
    const messages = await this.#sources.waiting();
    waiting.set(messages);
    if (messages === 0) this.#emptyAt = now;
    queueLag.set((now - this.#emptyAt) / 1_000);
    storedDeadLetters.set(await this.#sources.deadLetters());
    const unpublished = await this.#sources.unpublishedAlerts();
    alertsUnpublished.set(unpublished);
    const { events, since = Date.now() } = await this.#sources.backlog();
    const behind = Math.max(0, Date.now() - since) / 1_000;
    backlog.set(events);
    lag.set(behind);
    if (readings + rejected + messages + unpublished + events === 0) return;
    this.#log.info(
      `Recorded ${readings} readings in ${seconds.toFixed(1)} s (${Math.round(readings / seconds)}/s); ` +
        `${rejected} dead letters; ${messages} messages waiting; ${unpublished} alerts to publish; ` +
        `events ${behind.toFixed(1)} s behind.`,
    );
  }
}

function createMetrics(metrics: Metrics) {
  const registers = [metrics];
  return {
    readings: new Counter({
      name: 'energy_projector_readings_total',
      help: 'Readings settled, by outcome: recorded, corrected or repeated',
      labelNames: ['outcome'],
      registers,
    }),
    deadLetters: new Counter({
      name: 'energy_projector_dead_letters_total',
      help: 'Messages rejected as dead letters, by reason',
      labelNames: ['reason'],
      registers,
    }),
    rate: new Gauge({
      name: 'energy_projector_readings_per_second',
      help: 'Readings a second since the last report',
      registers,
    }),
    waiting: new Gauge({
      name: 'energy_projector_queue_messages',
      help: 'Messages waiting in the measurement queue',
      registers,
    }),
    queueLag: new Gauge({
      name: 'energy_projector_queue_lag_seconds',
      help: 'Time since the queue was last seen empty: no message can have waited longer',
      registers,
    }),
    storedDeadLetters: new Gauge({
      name: 'energy_projector_dead_letters',
      help: 'Dead letters',
      registers,
    }),
    backlog: new Gauge({
      name: 'energy_projector_events_waiting',
      help: 'Events that are not projected yet; 1,000 at most are counted',
      registers,
    }),
    lag: new Gauge({
      name: 'energy_projector_events_lag_seconds',
      help: 'The age of the oldest event that is not projected yet',
      registers,
    }),
    alertsRaised: new Counter({
      name: 'energy_projector_alerts_raised_total',
      help: 'Alerts raised; late ones are listed and never published',
      labelNames: ['late'],
      registers,
    }),
    alertsPublished: new Counter({
      name: 'energy_projector_alerts_told_total',
      help: 'Alerts published to the live feed',
      registers,
    }),
    alertsUnpublished: new Gauge({
      name: 'energy_projector_alerts_untold',
      help: 'Alerts that wait to be published to the live feed',
      registers,
    }),
    alertSeconds: new Histogram({
      name: 'energy_projector_alert_telling_seconds',
      help: 'Time from recording an alert to publishing it',
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
      help: 'Time from receiving a batch to settling it',
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
  };
}
