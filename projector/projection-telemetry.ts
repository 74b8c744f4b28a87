import { publishPeerTime } from '@energy/engines';
import type { StoredEvent } from '@energy/event-store';
import type { ProjectionObserver } from '@energy/read-models/projection';
import {
  Counter,
  Histogram,
  type Logger,
  type Metrics,
  type Span,
  type Tracing,
} from '@energy/service';

export interface ProjectionTelemetryOptions {
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
}

/** Metrics of projected events. Live events (as opposed to a replay) are logged and traced as well. */
export class ProjectionTelemetry implements ProjectionObserver {
  readonly #metrics: ReturnType<typeof createMetrics>;
  readonly #log: Logger;
  readonly #tracing: Tracing | undefined;
  #pending = 0;
  #live: StoredEvent[] = [];
  #spans: Span[] = [];

  constructor({ metrics, log, tracing }: ProjectionTelemetryOptions) {
    this.#metrics = createMetrics(metrics);
    this.#log = log;
    this.#tracing = tracing;
  }

  onEvents(events: readonly StoredEvent[], live: readonly StoredEvent[]): void {
    this.#pending += events.length;
    for (const event of live) {
      this.#live.push(event);
      const at = Date.parse(event.recordedAt);
      publishPeerTime({ peer: 'the event store', at, mayBeOld: false });
      if (this.#tracing && event.metadata.traceparent) {
        this.#spans.push(startSpan(event, event.metadata.traceparent, this.#tracing));
      }
    }
  }

  onStored(): void {
    const { events, seconds } = this.#metrics;
    events.inc(this.#pending);
    for (const { recordedAt } of this.#live) {
      seconds.observe(Math.max(0, Date.now() - Date.parse(recordedAt)) / 1_000);
    }
    for (const span of this.#spans) span.end();
    if (this.#live.length > 0 && this.#log.isLevelEnabled('debug')) {
      const correlationIds = new Set(this.#live.map(({ metadata }) => metadata.correlationId));
      this.#log.debug(
        { correlationIds: [...correlationIds] },
        `Projected events: ${this.#pending}.`,
      );
    }
    this.#pending = 0;
    this.#live = [];
    this.#spans = [];
  }
}

/** Starts a span in the trace of the command that stored the event. */
function startSpan(
  { type, position, metadata }: StoredEvent,
  from: string,
  tracing: Tracing,
): Span {
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
      help: 'Time from storing an event to having projected it, live events only',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60],
      registers,
    }),
  };
}
