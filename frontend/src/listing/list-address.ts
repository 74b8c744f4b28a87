import { isUuid } from '../api/uuid.ts';

export type SortOrder = 'ascending' | 'descending';

/** The part of a list that a page shows, as the address bar names it. */
export interface ListAddress<Sort extends string> {
  /** Search words; empty for all rows. */
  readonly search: string;
  readonly sort: Sort;
  readonly order: SortOrder;
  /** Rows per page. */
  readonly limit: (typeof PAGE_SIZES)[number];
  /** The cursor `next` of the previous page; undefined on the first page. */
  readonly after: string | undefined;
  /** The id of the only user whose rows are listed. */
  readonly owner: string | undefined;
  /** The only kind of rows that is listed. */
  readonly filter: string | undefined;
}

export const PAGE_SIZES = [25, 50, 100] as const;

const DEFAULT_PAGE_SIZE = 25;
const MAX_SEARCH_LENGTH = 200;
const FILTER = /^[a-z][a-z-]{0,30}$/;

type Query = Readonly<Record<string, unknown>>;

/**
 * Reads a list's address from the address bar's query. Ignores invalid values, since people edit addresses
 * by hand.
 *
 * @param sorts the sort keys of the list, the default first
 */
export function parseListAddress<Sort extends string>(
  query: Query,
  sorts: readonly [Sort, ...Sort[]],
): ListAddress<Sort> {
  const { search, sort, order, limit, after, owner, filter } = query;
  return {
    search: typeof search === 'string' ? search.slice(0, MAX_SEARCH_LENGTH) : '',
    sort: sorts.find((each) => each === sort) ?? sorts[0],
    order: order === 'descending' ? 'descending' : 'ascending',
    limit: PAGE_SIZES.find((each) => String(each) === limit) ?? DEFAULT_PAGE_SIZE,
    after: typeof after === 'string' && after !== '' ? after : undefined,
    owner: typeof owner === 'string' && isUuid(owner) ? owner : undefined,
    filter: typeof filter === 'string' && FILTER.test(filter) ? filter : undefined,
  };
}

/** The address bar's query of a list, without defaults, so that addresses stay short. */
export function toQuery<Sort extends string>(
  { search, sort, order, limit, after, owner, filter }: ListAddress<Sort>,
  sorts: readonly [Sort, ...Sort[]],
): Record<string, string> {
  return {
    ...(search !== '' && { search }),
    ...(sort !== sorts[0] && { sort }),
    ...(order !== 'ascending' && { order }),
    ...(limit !== DEFAULT_PAGE_SIZE && { limit: String(limit) }),
    ...(owner !== undefined && { owner }),
    ...(filter !== undefined && { filter }),
    ...(after !== undefined && { after }),
  };
}

/** The list's first page, sorted by another column, or in the opposite order by the same column. */
export function toggleSort<Sort extends string>(
  address: ListAddress<Sort>,
  sort: Sort,
): ListAddress<Sort> {
  const isReversed = address.sort === sort && address.order === 'ascending';
  return { ...address, sort, order: isReversed ? 'descending' : 'ascending', after: undefined };
}

/** True where the address leaves rows out: by a search, an owner, a filter or a page. */
export function isNarrowed({ search, after, owner, filter }: ListAddress<string>): boolean {
  return search !== '' || [after, owner, filter].some((part) => part !== undefined);
}
