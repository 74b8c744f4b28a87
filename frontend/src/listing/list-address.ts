/** Which end of an order comes first. */
export type Order = 'ascending' | 'descending';

/** Which part of a list is looked at, in which order: what the address bar says of it. */
export interface ListAddress<Sort extends string> {
  /** Words that are searched for; empty where all is wanted. */
  readonly search: string;
  readonly sort: Sort;
  readonly order: Order;
  /** How many rows a page has. */
  readonly limit: (typeof PAGE_LENGTHS)[number];
  /** The `next` of the page before; undefined on the first page. */
  readonly after: string | undefined;
  /** The id of the user whose rows alone are wanted. */
  readonly owner: string | undefined;
}

/** How long a page may be. */
export const PAGE_LENGTHS = [25, 50, 100] as const;

const USUAL_LENGTH = 25;
const LONGEST_SEARCH = 200;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Query = Readonly<Record<string, unknown>>;

/**
 * What a query of the address bar says of a list. People change addresses by hand: what makes no sense
 * is as if it were not there.
 *
 * @param sorts what the list can be sorted by; the first is usual
 */
export function listAddressOf<Sort extends string>(
  query: Query,
  sorts: readonly [Sort, ...Sort[]],
): ListAddress<Sort> {
  const { search, sort, order, limit, after, owner } = query;
  return {
    search: typeof search === 'string' ? search.slice(0, LONGEST_SEARCH) : '',
    sort: sorts.find((each) => each === sort) ?? sorts[0],
    order: order === 'descending' ? 'descending' : 'ascending',
    limit: PAGE_LENGTHS.find((each) => String(each) === limit) ?? USUAL_LENGTH,
    after: typeof after === 'string' && after !== '' ? after : undefined,
    owner: typeof owner === 'string' && UUID.test(owner) ? owner : undefined,
  };
}

/** The query that says so: with nothing in it that is as usual, so that addresses stay short. */
export function queryOf<Sort extends string>(
  { search, sort, order, limit, after, owner }: ListAddress<Sort>,
  sorts: readonly [Sort, ...Sort[]],
): Record<string, string> {
  return {
    ...(search !== '' && { search }),
    ...(sort !== sorts[0] && { sort }),
    ...(order !== 'ascending' && { order }),
    ...(limit !== USUAL_LENGTH && { limit: String(limit) }),
    ...(owner !== undefined && { owner }),
    ...(after !== undefined && { after }),
  };
}

/** The first page of the same list, sorted by another column, or the other way round by the same. */
export function sortedBy<Sort extends string>(
  address: ListAddress<Sort>,
  sort: Sort,
): ListAddress<Sort> {
  const isTurned = address.sort === sort && address.order === 'ascending';
  return { ...address, sort, order: isTurned ? 'descending' : 'ascending', after: undefined };
}
