/** What a command works with: the environment, and where it writes. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results: what another program may read. */
  out(text: string): void;
  /** What is said to the person besides. */
  say(text: string): void;
  /** Aborts when the person has had enough; from the first call on, Ctrl-C does no more than that. */
  interruption(): AbortSignal;
}

/** Aborts at Ctrl-C, or when the process is asked to end. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
