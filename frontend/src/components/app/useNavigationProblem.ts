import { readonly, shallowRef } from 'vue';
import type { Router } from 'vue-router';
import { isPassing } from '../../api/problem.ts';

const RETRY_AFTER_MS = 5_000;

/** Why a page could not be gone to: the platform is away, or the page’s own files are gone. */
export function useNavigationProblem(router: Router) {
  const error = shallowRef<unknown>();
  let target: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  router.onError((failure, to) => {
    error.value = failure;
    target = to.fullPath;
    if (isPassing(failure)) timer = setTimeout(retry, RETRY_AFTER_MS);
  });
  router.afterEach((_to, _from, failure) => {
    if (!failure) error.value = undefined;
  });

  async function retry(): Promise<void> {
    clearTimeout(timer);
    // A page whose file is gone has another one by now: the whole of it is to be loaded anew.
    if (!isPassing(error.value)) location.assign(target ?? '/');
    else await router.replace(target ?? '/').catch(() => undefined); // Told by onError.
  }

  return { error: readonly(error), retry };
}
