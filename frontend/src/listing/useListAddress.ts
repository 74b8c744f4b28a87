import { refDebounced } from '@vueuse/core';
import { computed, ref, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { type ListAddress, parseListAddress, toggleSort, toQuery } from './list-address.ts';

const SEARCH_DEBOUNCE_MS = 200;

/**
 * Keeps a list's address in the address bar, so that links and the back button work. The API's pages know
 * only the next page; the history entry stores the cursors of the previous ones.
 *
 * @param sorts the sort keys of the list, the default first
 */
export function useListAddress<Sort extends string>(sorts: readonly [Sort, ...Sort[]]) {
  const route = useRoute();
  const router = useRouter();
  const { path } = route;
  const address = computed<ListAddress<Sort>>((current) => {
    // The list must not change while the router leaves the page.
    if (route.path !== path && current) return current;
    return parseListAddress(route.query, sorts);
  });
  /** The cursor of each previous page; '' is that of the first page. */
  const previousCursors = computed<readonly string[]>(() =>
    address.value.after === undefined ? [] : storedCursors(route.fullPath),
  );
  /** From 1; undefined where a link opened a later page. */
  const pageNumber = computed(() => {
    if (address.value.after === undefined) return 1;
    const previousPages = previousCursors.value.length;
    return previousPages > 0 ? previousPages + 1 : undefined;
  });

  function go(
    change: Partial<ListAddress<Sort>>,
    { cursors = [] as readonly string[], replace = false } = {},
  ) {
    const query = toQuery({ ...address.value, after: undefined, ...change }, sorts);
    return router[replace ? 'replace' : 'push']({ query, state: { pages: [...cursors] } });
  }

  const searchText = useSearchText(
    () => address.value.search,
    (search, options) => go({ search }, options),
  );

  return {
    path,
    address,
    searchText,
    pageNumber,
    sortBy: (sort: Sort) => go(toggleSort(address.value, sort)),
    setLimit: (limit: ListAddress<Sort>['limit']) => go({ limit }),
    setOwner: (owner: string | undefined) => go({ owner }),
    setFilter: (filter: string | undefined) => go({ filter }),
    goToFirst: () => go({}, { replace: true }),
    goToNext(after: string) {
      return go({ after }, { cursors: [...previousCursors.value, address.value.after ?? ''] });
    },
    goToPrevious() {
      const after = previousCursors.value.at(-1) || undefined;
      return go({ after }, { cursors: previousCursors.value.slice(0, -1) });
    },
  };
}

/** The text of a search field. The search in the address bar follows once typing pauses. */
function useSearchText(
  search: () => string,
  setSearch: (search: string, options: { replace: boolean }) => unknown,
) {
  const text = ref(search());
  const settledText = refDebounced(text, SEARCH_DEBOUNCE_MS);
  watch(settledText, (typed) => {
    // One history entry per search, not one per letter.
    if (typed !== search()) void setSearch(typed, { replace: typed !== '' && search() !== '' });
  });
  watch(search, (current) => {
    if (current !== settledText.value) text.value = current;
  });
  return text;
}

/** @param _path makes the caller's computed value depend on the history entry */
function storedCursors(_path: string): readonly string[] {
  const { pages } = history.state as { pages?: unknown };
  return Array.isArray(pages) ? pages : [];
}
