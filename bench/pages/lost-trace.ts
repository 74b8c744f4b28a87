/** Errors of Lighthouse that say that Chromium's trace of a run is incomplete; it asks to run again. */
const LOST_TRACES: readonly string[] = [
  'NO_NAVSTART',
  'NO_TRACING_STARTED',
  'NO_RESOURCE_REQUEST',
  'NO_DCL',
  'NO_FCP',
];
const MAX_ATTEMPTS = 4;

/** A run of Lighthouse, as far as it says whether it measured anything. */
export interface MeasuredRun {
  readonly runtimeError?: { readonly code: string; readonly message: string } | undefined;
}

/**
 * Repeats a run whose trace lacks an event that Lighthouse counts from, such as the start of the navigation: a few of a
 * hundred runs on a busy machine.
 *
 * @param say receives a line for each repetition
 * @throws Error for any other failure, and after several lost traces
 */
export async function repeatLostTraces<Run extends MeasuredRun>(
  run: () => Promise<Run>,
  say: (line: string) => void,
): Promise<Run> {
  for (let attempt = 1; ; attempt++) {
    const result = await run();
    const { runtimeError } = result;
    if (!runtimeError) return result;
    const isLost = LOST_TRACES.includes(runtimeError.code);
    if (!isLost || attempt === MAX_ATTEMPTS) {
      throw new Error(`Lighthouse could not measure: ${runtimeError.message}`);
    }
    say(`Lighthouse lost the trace of a run (${runtimeError.code}); repeating it.`);
  }
}
