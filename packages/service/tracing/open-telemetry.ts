import { type EngineLog, Outage, withTimeout } from '@energy/engines';
import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Span as OtelSpan,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ExportResultCode, parseTraceParent, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { errorMessage } from '../configuration/error-message.ts';
import type { Span, SpanAttributes, SpanOptions, Tracing } from './tracing.ts';
import type { TracingConfiguration } from './tracing-variables.ts';

/** Less than the close timeout of the process. */
const CLOSE_TIMEOUT_MS = 2_000;
const MAX_LINKS = 128;

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/**
 * Traces by OpenTelemetry, sent as OTLP over HTTP. The exporter reads its endpoint, headers, timeout and
 * certificates from the environment. Registered globally, for libraries.
 */
export class OpenTelemetry implements Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #log: EngineLog;

  constructor(configuration: TracingConfiguration, log: EngineLog) {
    const { OTEL_SERVICE_NAME: service } = configuration;
    const detected = detectResources({ detectors: [envDetector, serviceInstanceIdDetector] });
    this.#log = log;
    this.#provider = new TracerProvider({
      resource: detected.merge(resourceFromAttributes({ 'service.name': service })),
      sampler: samplerOf(configuration),
      spanProcessors: [
        new BatchSpanProcessor({ exporter: loggingOutages(new OTLPTraceExporter(), log) }),
      ],
    });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(this.#provider);
    this.#tracer = this.#provider.getTracer('energy');
  }

  begin(name: string, options: SpanOptions = {}): Span {
    const { kind = 'internal', attributes = {}, from = [], isRoot = false } = options;
    const origins = from.map(originOf).filter(isSpanContextValid);
    const [only, ...others] = origins;
    const isContinued = only !== undefined && others.length === 0 && !isRoot;
    const parent = isRoot || origins.length > 0 ? ROOT_CONTEXT : context.active();
    const within = isContinued ? trace.setSpanContext(parent, only) : parent;
    const links = isContinued ? [] : origins.slice(0, MAX_LINKS);
    const span = this.#tracer.startSpan(
      name,
      {
        kind: KINDS[kind],
        attributes: attributes as Attributes,
        links: links.map((origin) => ({ context: origin })),
      },
      within,
    );
    return new StartedSpan(span, trace.setSpan(within, span));
  }

  traceparent(): string | undefined {
    const active = trace.getSpanContext(context.active());
    if (!active || !isSpanContextValid(active)) return undefined;
    const flags = active.traceFlags.toString(16).padStart(2, '0');
    return `00-${active.traceId}-${active.spanId}-${flags}`;
  }

  async close(): Promise<void> {
    try {
      await withTimeout(this.#provider.shutdown(), CLOSE_TIMEOUT_MS, 'no answer in time');
    } catch {
      this.#log.warn('The last traces could not be delivered.');
    }
  }
}

class StartedSpan implements Span {
  readonly #span: OtelSpan;
  readonly #context: Context;

  constructor(span: OtelSpan, context: Context) {
    this.#span = span;
    this.#context = context;
  }

  get isRecorded(): boolean {
    return (this.#span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  }

  run<T>(work: () => T): T {
    return context.with(this.#context, work);
  }

  add(attributes: SpanAttributes): void {
    this.#span.setAttributes(attributes as Attributes);
  }

  end(failure?: unknown): void {
    if (failure !== undefined) {
      const type = failure instanceof Error ? failure.name : 'unknown';
      this.#span.setAttribute('error.type', type);
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(failure) });
    }
    this.#span.end();
  }
}

/** Parses a `traceparent`; an invalid context if it is malformed. */
function originOf(traceparent: string): SpanContext {
  const parsed = parseTraceParent(traceparent);
  return parsed ? { ...parsed, isRemote: true } : INVALID_SPAN_CONTEXT;
}

function samplerOf(configuration: TracingConfiguration): Sampler {
  const { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio } = configuration;
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  }
}

/** Logs once when traces can't be delivered, and once when they can again. */
function loggingOutages(exporter: OTLPTraceExporter, log: EngineLog): SpanExporter {
  const outage = new Outage(log);
  return {
    export(spans, onResult) {
      exporter.export(spans, (result) => {
        if (result.code === ExportResultCode.SUCCESS) outage.ended('Traces are delivered again.');
        else {
          const reason = errorMessage(result.error ?? 'no reason was given');
          outage.began(`Traces are not delivered for now: ${reason}.`);
        }
        onResult(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}
