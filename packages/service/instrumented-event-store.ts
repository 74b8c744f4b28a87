import {
  type EventStore,
  type NewEvent,
  overrideEventStore,
  RevisionConflict,
} from '@energy/event-store';
import { Counter, Histogram, type Metrics } from './metrics.ts';
import { inSpan, type Tracing } from './tracing/tracing.ts';

export interface Instruments {
  readonly metrics: Metrics;
  readonly tracing: Tracing | undefined;
}

/** Wraps an event store: measures its appends, and records spans of them where tracing is on. */
export function instrumentedEventStore(
  store: EventStore,
  { metrics, tracing }: Instruments,
): EventStore {
  return withMetrics(tracing ? withTracing(store, tracing) : store, metrics);
}

/** Adds the span to each event, so that its processing joins the same trace. */
function withTracing(store: EventStore, tracing: Tracing): EventStore {
  return overrideEventStore(store, {
    append(stream, expected, events) {
      const attributes = {
        'energy.stream.category': categoryOf(stream),
        'energy.event.types': events.map(({ type }) => type).join(' '),
      };
      return inSpan(tracing, 'append events', { kind: 'client', attributes }, async (span) => {
        const traceparent = span?.isRecorded ? tracing.traceparent() : undefined;
        const appended = await store.append(stream, expected, withTraceparent(events, traceparent));
        span?.add({ 'energy.stream.revision': appended.revision });
        return appended;
      });
    },
  });
}

function withMetrics(store: EventStore, metrics: Metrics): EventStore {
  const seconds = new Histogram({
    name: 'energy_event_store_append_seconds',
    help: 'Duration of appends, by outcome: appended, conflict (another process was first) or failed',
    labelNames: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [metrics],
  });
  const appended = new Counter({
    name: 'energy_event_store_events_appended_total',
    help: 'Appended events; repeated appends count again',
    registers: [metrics],
  });
  return overrideEventStore(store, {
    async append(stream, expected, events) {
      const startedAt = performance.now();
      let outcome = 'failed';
      try {
        const result = await store.append(stream, expected, events);
        outcome = 'appended';
        appended.inc(events.length);
        return result;
      } catch (error) {
        if (error instanceof RevisionConflict) outcome = 'conflict';
        throw error;
      } finally {
        seconds.observe({ outcome }, (performance.now() - startedAt) / 1_000);
      }
    },
  });
}

type Events = readonly [NewEvent, ...NewEvent[]];

function withTraceparent(events: Events, traceparent: string | undefined): Events {
  if (traceparent === undefined) return events;
  const [first, ...others] = events.map((event) => ({
    ...event,
    metadata: { ...event.metadata, traceparent },
  }));
  return [first!, ...others];
}

/** The kind of a stream: `device` of `device-5c24…`. */
function categoryOf(stream: string): string {
  return stream.split('-', 1)[0]!;
}
