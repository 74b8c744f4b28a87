import { onMounted, readonly, ref } from 'vue';
import { turn } from './turn.ts';

/** True a moment after a component is there, in a task of its own: when its larger part may be made. */
export function useTurn() {
  const isDue = ref(false);
  onMounted(async () => {
    await turn();
    isDue.value = true;
  });
  return readonly(isDue);
}
