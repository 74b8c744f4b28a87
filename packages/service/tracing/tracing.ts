/** The attributes of a span, named by OpenTelemetry's semantic conventions where possible. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** `internal` by default. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /**
   * The `traceparent`s (W3C) of its remote causes: it continues the trace of a single one, and links to
   * each of several. Without any, it is a child of the active span.
   */
  readonly from?: readonly string[];
  /** Starts a new trace that links to `from`. */
  readonly isRoot?: boolean;
}

export interface Span {
  /** False if the sampler dropped its trace. */
  readonly isRecorded: boolean;
  /** Runs work with this as the active span. */
  run<T>(work: () => T): T;
  add(attributes: SpanAttributes): void;
  /** @param failure the error of the work, if it failed */
  end(failure?: unknown): void;
}

export interface Tracing {
  begin(name: string, options?: SpanOptions): Span;
  /** The `traceparent` (W3C) of the active span, for messages and requests. */
  traceparent(): string | undefined;
  /** Delivers the remaining spans, within 2 s. */
  close(): Promise<void>;
}

/** Runs work in a span if tracing is on. */
export async function inSpan<T>(
  tracing: Tracing | undefined,
  name: string,
  options: SpanOptions,
  work: (span?: Span) => Promise<T>,
): Promise<T> {
  if (!tracing) return work();
  const span = tracing.begin(name, options);
  try {
    const result = await span.run(() => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}
