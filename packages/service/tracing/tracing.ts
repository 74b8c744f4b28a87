/** What a span tells of itself, by the names of OpenTelemetry's semantic conventions where there are some. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** What it is between: something `internal` by default. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /**
   * The `traceparent`s (W3C) of what led to it from elsewhere: it continues the trace of the only one,
   * and is linked to each of several. Without any, it is part of the span that is active.
   */
  readonly from?: readonly string[];
  /** Begins a trace of its own, which is linked to where it came `from`. */
  readonly isRoot?: boolean;
}

/** One piece of work, from its beginning to its end. */
export interface Span {
  /** Whether anybody will see it: not where its trace was left out by the sampler. */
  readonly isRecorded: boolean;
  /** Runs work in which it is the active span: whatever begins there is a part of it. */
  run<T>(work: () => T): T;
  add(attributes: SpanAttributes): void;
  /** @param failure what the work failed with, where it did */
  end(failure?: unknown): void;
}

/** Traces of what a process does. Where nothing is traced, there is none. */
export interface Tracing {
  begin(name: string, options?: SpanOptions): Span;
  /** The active span's `traceparent` (W3C), to be told to whoever works on; `undefined` where there is none. */
  traceparent(): string | undefined;
  /** Gives away what is left, within 2 s. */
  close(): Promise<void>;
}

/** Does work as a span, where anything is traced. */
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
