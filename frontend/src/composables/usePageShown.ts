import { onMounted, onUnmounted, readonly, ref } from 'vue';
import { useRouter } from 'vue-router';
import { idle } from '../loading/idle.ts';
import { useSession } from '../session/session-store.ts';

/** A page that waits for an engine that is away is shown as far as it will be. */
const MOST_MS = 10_000;

/**
 * True once the page has all that it asked the platform for and the browser nothing else to do: the time
 * for what nobody looks at yet.
 */
export function usePageShown() {
  const isShown = ref(false);
  const { queries } = useSession();
  const router = useRouter();
  const timer = setTimeout(tell, MOST_MS);

  async function wait(): Promise<void> {
    await router.isReady();
    do {
      await idle(); // What was just answered may lead to further questions.
    } while (await queries.ended());
  }

  function tell(): void {
    isShown.value = true;
  }

  onMounted(() => wait().then(tell));
  onUnmounted(() => clearTimeout(timer));
  return readonly(isShown);
}
