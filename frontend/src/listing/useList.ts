import type { Ref } from 'vue';
import { isAbout } from '../api/problem.ts';
import { useLoaded } from '../api/useLoaded.ts';

/** The page of a list that the address bar names. A link to a page of another order leads to the first one. */
export function useListPage<Asked, Page>(
  list: { readonly address: Ref<Asked>; first(): unknown },
  load: (asked: Asked, signal: AbortSignal) => Promise<Page>,
) {
  return useLoaded(list.address, async (asked, signal) => {
    try {
      return await load(asked, signal);
    } catch (failure) {
      if (isAbout(failure, 'after')) void list.first();
      throw failure;
    }
  });
}
