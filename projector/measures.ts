import type { EngineLog } from '@energy/engines';
import { Counter, Gauge, Histogram, type Metrics } from '@energy/service';
import type { RecordedBatch } from './measurement-recorder.ts';

/** What is asked of the projector's surroundings when it reports. */
export interface Surroundings {
  /** Messages in the queue that nobody has in hand. */
  waiting(): Promise<number>;
  /** Whether events are stored that are not projected yet. */
  isBehind(): Promise<boolean>;
}

/** Says how the projector is doing: as metrics for Prometheus and as a line in the log. */
export class Measures {
  readonly #metrics: ReturnType<typeof createMeasures>;
  readonly #surroundings: Surroundings;
  readonly #log: EngineLog;
  #since = performance.now();
  #levelAt = performance.now();
  #readings = 0;
  #rejected = 0;

  constructor(metrics: Metrics, surroundings: Surroundings, log: EngineLog) {
    this.#metrics = createMeasures(metrics);
    this.#surroundings = surroundings;
    this.#log = log;
  }

  count({ messages, recorded, corrected, repeated, rejected, took }: RecordedBatch): void {
    const { readings, deadLetters, batchMessages, batchSeconds } = this.#metrics;
    readings.inc({ outcome: 'recorded' }, recorded);
    readings.inc({ outcome: 'corrected' }, corrected);
    readings.inc({ outcome: 'repeated' }, repeated);
    for (const { reason } of rejected) deadLetters.inc({ reason });
    batchMessages.observe(messages);
    batchSeconds.observe(took / 1_000);
    this.#readings += recorded + corrected + repeated;
    this.#rejected += rejected.length;
  }

  /** Looks at the queue and the event store, and logs a line where there was anything to do. */
  async report(): Promise<void> {
    const { waiting, behind, rate } = this.#metrics;
    const now = performance.now();
    const seconds = (now - this.#since) / 1_000;
    const [readings, rejected] = [this.#readings, this.#rejected];
    this.#since = now;
    this.#readings = 0;
    this.#rejected = 0;
    rate.set(readings / seconds);
    const messages = await this.#surroundings.waiting();
    waiting.set(messages);
    if (!(await this.#surroundings.isBehind())) this.#levelAt = now;
    const lag = (now - this.#levelAt) / 1_000;
    behind.set(lag);
    if (readings + rejected + messages + lag === 0) return;
    this.#log.info(
      `Recorded ${readings} readings in ${seconds.toFixed(1)} s (${Math.round(readings / seconds)}/s); ` +
        `${rejected} dead letters; ${messages} messages waiting; events ${lag.toFixed(1)} s behind.`,
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
    behind: new Gauge({
      name: 'energy_projector_events_lag_seconds',
      help: 'For how long the projections have not been level with the event store',
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
