import { onScopeDispose, readonly, ref } from 'vue';

const STEP_MS = 10_000;

/** The present instant (milliseconds since 1970), which moves on every ten seconds. */
export function useNow() {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, STEP_MS);
  onScopeDispose(() => clearInterval(timer));
  return readonly(now);
}
