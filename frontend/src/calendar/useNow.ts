import { onScopeDispose, readonly, ref } from 'vue';

const UPDATE_INTERVAL_MS = 10_000;

/** The current time in milliseconds since 1970, updated every ten seconds. */
export function useNow() {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, UPDATE_INTERVAL_MS);
  onScopeDispose(() => clearInterval(timer));
  return readonly(now);
}
