import { delay } from '@energy/engines';
import { openEventStore } from '@energy/event-store';
import { openLiveFeed } from '@energy/live-feed';
import { openMeasurementQueue } from '@energy/measurements';
import { openReadModels } from '@energy/read-models';
import {
  BROKER_URL,
  EVENT_STORE_URL,
  errorMessage,
  host,
  LIVE_FEED_URL,
  liveFeedVariable,
  optional,
  port,
  READ_MODEL_URL,
  runService,
  serveOperations,
  wholeNumber,
} from '@energy/service';
import { ProjectionTelemetry } from './projection-telemetry.ts';
import { Projector } from './projector.ts';
import { ProjectorMetrics } from './projector-metrics.ts';

const REPORT_INTERVAL_MS = 10_000;
const MAX_COUNTED_EVENTS = 1_000;

const variables = {
  EVENT_STORE_URL,
  READ_MODEL_URL,
  BROKER_URL,
  LIVE_FEED_URL,
  PROJECTOR_BATCH_SIZE: wholeNumber({
    description: 'The most messages of a batch, while so many wait.',
    default: 50_000,
    min: 1,
    max: 100_000,
  }),
  PROJECTOR_LINGER_MS: wholeNumber({
    description: 'How long an incomplete batch waits for more messages, in milliseconds.',
    default: 20,
    min: 0,
    max: 10_000,
  }),
  MEASUREMENT_PARTITIONS: wholeNumber({
    description:
      'How many projectors can record from RabbitMQ at the same time; the same for all of them.',
    default: 1,
    min: 1,
    max: 64,
  }),
  READINGS_KEPT_MONTHS: optional(
    wholeNumber({
      description:
        'How many months before the current one keep their readings. Older ones are dropped for good; the totals of ' +
        'hours and days stay. All stay if it is not set.',
      min: 1,
      max: 1_200,
    }),
  ),
  HOST: host({ description: 'Where metrics and health are served.', default: '127.0.0.1' }),
  PROJECTOR_PORT: port({ description: 'The port of metrics and health.', default: 8083 }),
};

await runService(
  'projector',
  variables,
  async ({ configuration, log, metrics, tracing, signal, onClose, open }) => {
    const eventStore = await open('EVENT_STORE_URL', 'the event store', (url) =>
      openEventStore(url, log),
    );
    const readModels = await open('READ_MODEL_URL', 'the read models', openReadModels);
    const queue = await open('BROKER_URL', 'the measurement queue', (url) =>
      openMeasurementQueue(url, { log, partitions: configuration.MEASUREMENT_PARTITIONS }),
    );
    const feed = await open(liveFeedVariable(configuration), 'the live feed', (url) =>
      openLiveFeed(url, { log }),
    );

    const projector = new Projector({
      eventStore,
      queue,
      readModels,
      feed,
      batchSize: configuration.PROJECTOR_BATCH_SIZE,
      lingerMs: configuration.PROJECTOR_LINGER_MS,
      readingRetentionMonths: configuration.READINGS_KEPT_MONTHS,
      log,
      signal,
      onRecorded: (batch) => projectorMetrics.countBatch(batch),
      onPublished: (alerts) => projectorMetrics.countPublished(alerts),
      observer: new ProjectionTelemetry({ metrics, log, tracing }),
      tracing,
    });
    const projectorMetrics = new ProjectorMetrics(
      metrics,
      {
        waiting: () => queue.waiting(),
        deadLetters: () => queue.deadLetters.count(),
        backlog: () => projector.events.backlog(MAX_COUNTED_EVENTS),
        unpublishedAlerts: () => readModels.alerts.countUnpublished(),
      },
      log,
    );
    const server = await serveOperations({
      log,
      metrics,
      readiness: async () => {
        // A probe must not count a backlog: recording would wait for it.
        await queue.waiting(1);
        if (projector.watch.missing) return { events: errorMessage(projector.watch.missing) };
        const progress = await projector.events.progress();
        return progress === undefined ? {} : { events: progress };
      },
      host: configuration.HOST,
      port: configuration.PROJECTOR_PORT,
      portVariable: 'PROJECTOR_PORT',
    });
    onClose('the metrics server', () => server.close());
    log.info(`Metrics and health are at ${server.url}.`);

    await Promise.all([projector.run(), reportUntil(signal)]);

    async function reportUntil(stopped: AbortSignal): Promise<void> {
      while (!stopped.aborted) {
        await delay(REPORT_INTERVAL_MS, stopped);
        await projectorMetrics
          .report()
          .catch((error) => log.warn(`Can't report: ${error.message}`));
      }
    }
  },
);
