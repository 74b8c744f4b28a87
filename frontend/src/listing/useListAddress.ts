import { refDebounced } from '@vueuse/core';
import { computed, ref, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { type ListAddress, listAddressOf, queryOf, sortedBy } from './list-address.ts';

const TYPING_MS = 200;

/**
 * Which part of a list is looked at: kept in the address bar, so that links and the back button lead to
 * it. The list has pages that know only the next one; the way back to those before is kept with the
 * history entry.
 *
 * @param sorts what the list can be sorted by; the first is usual
 */
export function useListAddress<Sort extends string>(sorts: readonly [Sort, ...Sort[]]) {
  const route = useRoute();
  const router = useRouter();
  const { path } = route;
  const address = computed<ListAddress<Sort>>((before) => {
    // On the way to another page the list stays as it is.
    if (route.path !== path && before) return before;
    return listAddressOf(route.query, sorts);
  });
  /** The `after` of every page before this one; '' is that of the first. */
  const before = computed<readonly string[]>(() =>
    address.value.after === undefined ? [] : beforeOf(route.fullPath),
  );
  /** Which page it is, from 1; undefined where a link led into the middle. */
  const pageNumber = computed(() => {
    if (address.value.after === undefined) return 1;
    return before.value.length > 0 ? before.value.length + 1 : undefined;
  });

  function go(
    to: Partial<ListAddress<Sort>>,
    { pages = [] as readonly string[], replace = false } = {},
  ) {
    const query = queryOf({ ...address.value, after: undefined, ...to }, sorts);
    return router[replace ? 'replace' : 'push']({ query, state: { pages: [...pages] } });
  }

  /** What is typed; what is searched follows when it comes to rest. */
  const typed = ref(address.value.search);
  const rested = refDebounced(typed, TYPING_MS);
  watch(rested, (search) => {
    if (search === address.value.search) return;
    // One entry in the history for a search, not one for each letter.
    void go({ search }, { replace: search !== '' && address.value.search !== '' });
  });
  watch(
    () => address.value.search,
    (search) => {
      if (search !== rested.value) typed.value = search;
    },
  );

  return {
    address,
    typed,
    pageNumber,
    sortBy: (sort: Sort) => go(sortedBy(address.value, sort)),
    setLimit: (limit: ListAddress<Sort>['limit']) => go({ limit }),
    setOwner: (owner: string | undefined) => go({ owner }),
    first: () => go({}, { replace: true }),
    next: (after: string) => go({ after }, { pages: [...before.value, address.value.after ?? ''] }),
    previous() {
      const after = before.value.at(-1) || undefined;
      return go({ after }, { pages: before.value.slice(0, -1) });
    },
  };
}

/** @param _entry the history entry changes with it */
function beforeOf(_entry: string): readonly string[] {
  const { pages } = history.state as { pages?: unknown };
  return Array.isArray(pages) ? pages : [];
}
