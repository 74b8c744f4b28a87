import { readonly, shallowRef } from 'vue';
import type { Router } from 'vue-router';
import { isTemporary } from '../../api/problem.ts';

const RETRY_DELAY_MS = 5_000;

/** Catches failed navigations and retries them if the failure is temporary. */
export function useNavigationProblem(router: Router) {
  const error = shallowRef<unknown>();
  let target: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  router.onError((failure, to) => {
    error.value = failure;
    target = to.fullPath;
    if (isTemporary(failure)) timer = setTimeout(retry, RETRY_DELAY_MS);
  });
  router.afterEach((_to, _from, failure) => {
    if (!failure) error.value = undefined;
  });

  async function retry(): Promise<void> {
    clearTimeout(timer);
    // A missing file belongs to an older version of the pages: reload.
    if (!isTemporary(error.value)) location.assign(target ?? '/');
    else await router.replace(target ?? '/').catch(() => undefined); // Handled by onError.
  }

  return { error: readonly(error), retry };
}
