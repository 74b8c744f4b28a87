import { publishPeerTime } from '@energy/engines';
import type { StoredEvent } from '@energy/event-store';
import {
  Counter,
  Histogram,
  type Logger,
  type Metrics,
  type Span,
  type Tracing,
} from '@energy/service';

export interface ProjectedEventsOptions {
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
}

/**
 * What those who run the projector see of events on their way to the read models. A replay is counted;
 * of an event that is new, the log and the trace tell too.
 */
export class ProjectedEvents {
  readonly #metrics: ReturnType<typeof createMetrics>;
  readonly #log: Logger;
  readonly #tracing: Tracing | undefined;
  #taken = 0;
  #news: StoredEvent[] = [];
  #spans: Span[] = [];

  constructor({ metrics, log, tracing }: ProjectedEventsOptions) {
    this.#metrics = createMetrics(metrics);
    this.#log = log;
    this.#tracing = tracing;
  }

  /** Events are about to be projected. */
  take(events: readonly StoredEvent[], news: readonly StoredEvent[]): void {
    this.#taken += events.length;
    for (const event of news) {
      this.#news.push(event);
      const at = Date.parse(event.recordedAt);
      publishPeerTime({ peer: 'the event store', at, mayBeOld: false });
      if (this.#tracing && event.metadata.traceparent) {
        this.#spans.push(spanOf(event, event.metadata.traceparent, this.#tracing));
      }
    }
  }

  /** Whatever was taken stands in the read models. */
  store(): void {
    const { events, seconds } = this.#metrics;
    events.inc(this.#taken);
    for (const { recordedAt } of this.#news) {
      seconds.observe(Math.max(0, Date.now() - Date.parse(recordedAt)) / 1_000);
    }
    for (const span of this.#spans) span.end();
    if (this.#news.length > 0 && this.#log.isLevelEnabled('debug')) {
      const correlationIds = new Set(this.#news.map(({ metadata }) => metadata.correlationId));
      this.#log.debug({ correlationIds: [...correlationIds] }, `Projected events: ${this.#taken}.`);
    }
    this.#taken = 0;
    this.#news = [];
    this.#spans = [];
  }
}

/** A part of the trace of whoever stored the event. */
function spanOf({ type, position, metadata }: StoredEvent, from: string, tracing: Tracing): Span {
  const attributes = {
    'energy.event.type': type,
    'energy.event.position': position,
    'energy.correlation_id': metadata.correlationId,
  };
  return tracing.begin('project event', { kind: 'consumer', from: [from], attributes });
}

function createMetrics(metrics: Metrics) {
  const registers = [metrics];
  return {
    events: new Counter({
      name: 'energy_projector_events_total',
      help: 'Events projected, replays included',
      registers,
    }),
    seconds: new Histogram({
      name: 'energy_projector_event_seconds',
      help: 'From storing an event to having projected it, of events that came while it ran',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60],
      registers,
    }),
  };
}
