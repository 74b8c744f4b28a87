import { isAbout } from '../api/problem.ts';
import { useLoaded } from '../api/useLoaded.ts';
import type { ListAddress, SortOrder } from './list-address.ts';
import { useListAddress } from './useListAddress.ts';

/** The query parameters that every list of the API takes. */
export interface ListQuery<Sort extends string> {
  readonly sort: Sort;
  readonly order: SortOrder;
  readonly limit: number;
  readonly search?: string;
  readonly after?: string;
}

export interface ListOptions<Sort extends string, Page> {
  /** The sort keys of the list, the default first. */
  readonly sorts: readonly [Sort, ...Sort[]];
  readonly load: (
    query: ListQuery<Sort>,
    address: ListAddress<Sort>,
    signal: AbortSignal,
  ) => Promise<Page>;
}

export type List<Sort extends string> = ReturnType<typeof useList<Sort, { next: string | null }>>;

/** Loads the page of a list that the address bar names. */
export function useList<Sort extends string, Page extends { readonly next: string | null }>({
  sorts,
  load,
}: ListOptions<Sort, Page>) {
  const list = useListAddress(sorts);
  const { value, error, isLoading, reload } = useLoaded(list.address, async (address, signal) => {
    try {
      return await load(toListQuery(address), address, signal);
    } catch (failure) {
      // The cursor belongs to another order, or somebody edited it.
      if (isAbout(failure, 'after')) void list.goToFirst();
      throw failure;
    }
  });
  return { ...list, page: value, error, isLoading, reload };
}

function toListQuery<Sort extends string>(address: ListAddress<Sort>): ListQuery<Sort> {
  const { sort, order, limit, search, after } = address;
  return { sort, order, limit, ...(search.trim() && { search }), ...(after && { after }) };
}
