import type { LiveFeed, Notice } from '@energy/live-feed';
import type { MeasurementQueue } from '@energy/measurements';
import type {
  Alerting,
  AlertsReadModel,
  HourReading,
  ReadModels,
  Recorded,
} from '@energy/read-models';

/** Read models whose recording runs inside `intercept`, which may fail before or after it. */
export function interceptRecording(
  models: ReadModels,
  intercept: (
    record: (alerting?: Alerting) => Promise<Recorded>,
    readings: readonly HourReading[],
    alerting: Alerting,
  ) => Promise<Recorded>,
): ReadModels {
  const consumption = withOverrides(models.consumption, {
    record: (readings, alerting, conditions) =>
      intercept(
        (other = alerting) => models.consumption.record(readings, other, conditions),
        readings,
        alerting!,
      ),
  });
  return { ...models, consumption };
}

/** Read models where marking alerts as published runs inside `intercept`. */
export function interceptMarking(
  models: ReadModels,
  intercept: (mark: () => Promise<void>) => Promise<void>,
): ReadModels {
  const markPublished: AlertsReadModel['markPublished'] = (numbers) =>
    intercept(() => models.alerts.markPublished(numbers));
  return { ...models, alerts: withOverrides(models.alerts, { markPublished }) };
}

/** A feed where publishing runs inside `intercept`. */
export function interceptPublishing(
  feed: LiveFeed,
  intercept: (publish: () => Promise<void>, notices: readonly Notice[]) => Promise<void>,
): LiveFeed {
  return withOverrides(feed, {
    publish: (notices) => intercept(() => feed.publish(notices), notices),
  });
}

/** A queue where settling runs inside `intercept`. */
export function interceptSettling(
  queue: MeasurementQueue,
  intercept: (settle: () => Promise<void>) => Promise<void>,
): MeasurementQueue {
  return withOverrides(queue, {
    async *consume(options) {
      for await (const batch of queue.consume(options)) {
        yield {
          bodies: batch.bodies,
          settle: (rejected) => intercept(() => batch.settle(rejected)),
          release: () => batch.release(),
          assertOwned: () => batch.assertOwned(),
        };
      }
    },
  });
}

/** An engine with some of its methods replaced. */
export function withOverrides<E extends object>(engine: E, replaced: Partial<E>): E {
  return new Proxy(engine, {
    get: (target, name) => {
      const own = replaced[name as keyof E] ?? target[name as keyof E];
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}
