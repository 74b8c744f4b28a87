import { onMounted, readonly, ref } from 'vue';
import { useRouter } from 'vue-router';
import { useSession } from '../session/session-store.ts';
import { idle } from './idle.ts';

/** For so long nobody who has just come looks for more than the page. */
const FIRST_LOOK_MS = 2_000;

/**
 * True a moment after the page has all that it asked the platform for and the browser nothing else to do:
 * the time for what nobody looks at yet.
 */
export function usePageShown() {
  const isShown = ref(false);
  const { queries } = useSession();
  const router = useRouter();

  onMounted(async () => {
    await router.isReady();
    do {
      await idle(); // What was just answered may lead to further questions.
    } while (await queries.ended());
    setTimeout(() => {
      isShown.value = true;
    }, FIRST_LOOK_MS);
  });
  return readonly(isShown);
}
