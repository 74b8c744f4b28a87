import { onScopeDispose, readonly, ref, shallowRef, type WatchSource, watch } from 'vue';
import { ApiProblem, isTemporary } from './problem.ts';

const RETRY_DELAY_MS = 5_000;

/**
 * Loads a value and reloads it whenever the source changes. The previous value stays while another loads;
 * temporary failures (no network, an unavailable engine) are retried.
 *
 * @param source nothing is loaded while it is undefined
 * @param load its signal aborts when the result is no longer needed
 */
export function useLoaded<Source, Value>(
  source: WatchSource<Source | undefined>,
  load: (source: Source, signal: AbortSignal) => Promise<Value>,
) {
  const value = shallowRef<Value>();
  const error = shallowRef<unknown>();
  const isLoading = ref(false);
  let current: Source | undefined;
  let aborting: AbortController | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function reload(): Promise<void> {
    stop();
    if (current === undefined) return;
    aborting = new AbortController();
    const { signal } = aborting;
    isLoading.value = true;
    try {
      const loaded = await load(current, signal);
      if (signal.aborted) return;
      value.value = loaded;
      error.value = undefined;
    } catch (failure) {
      if (signal.aborted) return;
      error.value = failure;
      if (isTemporary(failure)) retry = setTimeout(reload, retryDelay(failure));
    }
    isLoading.value = false;
  }

  function stop(): void {
    aborting?.abort();
    clearTimeout(retry);
  }

  watch(
    source,
    (now) => {
      current = now;
      void reload();
    },
    { immediate: true },
  );
  onScopeDispose(stop);

  return { value, error: readonly(error), isLoading: readonly(isLoading), reload };
}

function retryDelay(failure: unknown): number {
  return (failure instanceof ApiProblem && failure.retryAfterMs) || RETRY_DELAY_MS;
}
