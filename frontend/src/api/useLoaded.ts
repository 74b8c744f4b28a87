import { onScopeDispose, readonly, ref, shallowRef, type WatchSource, watch } from 'vue';
import { ApiProblem, isPassing } from './problem.ts';

const PATIENCE_MS = 5_000;

/**
 * What a page shows and has to be loaded first. While it is loaded anew, what was loaded before stays;
 * what passes by itself (no network, an engine that is away) is tried again.
 *
 * @param source loaded again whenever it changes; nothing is loaded while it is undefined
 * @param load is told by its signal that nobody waits any more
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
      if (isPassing(failure)) retry = setTimeout(reload, pauseAfter(failure));
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

function pauseAfter(failure: unknown): number {
  return (failure instanceof ApiProblem && failure.retryAfterMs) || PATIENCE_MS;
}
