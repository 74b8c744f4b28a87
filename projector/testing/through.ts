import type { LiveFeed, Notice } from '@energy/live-feed';
import type { MeasurementQueue } from '@energy/measurements';
import type {
  Alerting,
  AlertsReadModel,
  HourReading,
  ReadModels,
  Recorded,
} from '@energy/read-models';

/** Read models whose readings are recorded through a function, which may fail before or after it. */
export function recordingThrough(
  models: ReadModels,
  through: (
    record: (alerting?: Alerting) => Promise<Recorded>,
    readings: readonly HourReading[],
    alerting: Alerting,
  ) => Promise<Recorded>,
): ReadModels {
  const consumption = inheriting(models.consumption, {
    record: (readings, alerting, assertOwned) =>
      through(
        (other = alerting) => models.consumption.record(readings, other, assertOwned),
        readings,
        alerting!,
      ),
  });
  return { ...models, consumption };
}

/** Read models whose alerts are marked as told through a function. */
export function markingThrough(
  models: ReadModels,
  through: (mark: () => Promise<void>) => Promise<void>,
): ReadModels {
  const markTold: AlertsReadModel['markTold'] = (numbers) =>
    through(() => models.alerts.markTold(numbers));
  return { ...models, alerts: inheriting(models.alerts, { markTold }) };
}

/** A feed that is told through a function. */
export function tellingThrough(
  feed: LiveFeed,
  through: (tell: () => Promise<void>, notices: readonly Notice[]) => Promise<void>,
): LiveFeed {
  return inheriting(feed, {
    publish: (notices) => through(() => feed.publish(notices), notices),
  });
}

/** A queue whose batches are settled through a function. */
export function settlingThrough(
  queue: MeasurementQueue,
  through: (settle: () => Promise<void>) => Promise<void>,
): MeasurementQueue {
  return inheriting(queue, {
    async *consume(options) {
      for await (const batch of queue.consume(options)) {
        yield {
          bodies: batch.bodies,
          settle: (rejected) => through(() => batch.settle(rejected)),
          release: () => batch.release(),
          assertOwned: () => batch.assertOwned(),
        };
      }
    },
  });
}

/** An engine with other methods in the place of some of its own. */
export function inheriting<E extends object>(engine: E, replaced: Partial<E>): E {
  return new Proxy(engine, {
    get: (target, name) => {
      const own = replaced[name as keyof E] ?? target[name as keyof E];
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}
