import { Counter, Histogram, inSpan, type Metrics, type Tracing } from '@energy/service';
import {
  type EventStore,
  type NewEvent,
  overrideEventStore,
  RevisionConflict,
} from './event-store.ts';

export interface Observers {
  readonly metrics: Metrics;
  readonly tracing: Tracing | undefined;
}

/** An event store whose appends are measured, and traced where anything is: all else is as it was. */
export function observed(store: EventStore, { metrics, tracing }: Observers): EventStore {
  return measured(tracing ? traced(store, tracing) : store, metrics);
}

/** Every event tells which span stored it: whoever projects it works on the same trace. */
function traced(store: EventStore, tracing: Tracing): EventStore {
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

function measured(store: EventStore, metrics: Metrics): EventStore {
  const seconds = new Histogram({
    name: 'energy_event_store_append_seconds',
    help: 'How long appends took, by outcome: appended, conflict (somebody else was faster) or failed',
    labelNames: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [metrics],
  });
  const appended = new Counter({
    name: 'energy_event_store_events_appended_total',
    help: 'Events that were appended; those that stood there already are counted again',
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

/** What kind of thing a stream is of: `device` of `device-5c24…`. */
function categoryOf(stream: string): string {
  return stream.split('-', 1)[0]!;
}
