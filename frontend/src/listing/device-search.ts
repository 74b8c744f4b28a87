import type { ListAddress } from './list-address.ts';

/** What the filters of the list of devices ask for. */
const FILTERS = {
  unassigned: { unassigned: true },
  silent: { state: 'silent' },
  'over-limit': { state: 'over-limit' },
} as const;

export const DEVICE_SORTS = ['description', 'address', 'owner', 'limit'] as const;
export type DeviceSort = (typeof DEVICE_SORTS)[number];

export type DeviceFilter = keyof typeof FILTERS;

export const DEVICE_FILTERS = Object.keys(FILTERS) as readonly DeviceFilter[];

/** Returns the filter in an address; undefined where it is none. */
export function deviceFilter(filter: string | undefined): DeviceFilter | undefined {
  return Object.hasOwn(FILTERS, filter ?? '') ? (filter as DeviceFilter) : undefined;
}

export type DeviceSearch = Pick<ListAddress<string>, 'search' | 'owner' | 'filter'>;

/** Returns the parameters of the API for what narrows the list of devices. */
export function toDeviceQuery({ search, owner, filter }: DeviceSearch) {
  const known = deviceFilter(filter);
  return {
    ...(search.trim() && { search }),
    ...(owner && { ownerId: owner }),
    ...(known && FILTERS[known]),
  };
}
