import { onMounted, readonly, ref } from 'vue';
import { idle } from './idle.ts';

/** True once the browser has painted and has nothing else to do: for what can come a moment later. */
export function useIdle() {
  const isIdle = ref(false);
  onMounted(async () => {
    await idle();
    isIdle.value = true;
  });
  return readonly(isIdle);
}
