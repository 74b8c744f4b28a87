import { onMounted, readonly, ref } from 'vue';
import { useRouter } from 'vue-router';
import { useSession } from '../session/session-store.ts';
import { whenIdle } from './idle.ts';

/** Nobody opens the chat sooner after the page has appeared. */
const DELAY_MS = 2_000;

/**
 * True once the page has everything that it requested and the browser is idle. Keeps the chat, 20 kB of
 * compressed JavaScript, from delaying the page by 100 ms on a slow phone connection.
 */
export function useAfterPageLoad() {
  const isLoaded = ref(false);
  const { queries } = useSession();
  const router = useRouter();

  onMounted(async () => {
    await router.isReady();
    do {
      await whenIdle(); // A response may lead to further requests.
    } while (await queries.settled());
    setTimeout(() => {
      isLoaded.value = true;
    }, DELAY_MS);
  });
  return readonly(isLoaded);
}
