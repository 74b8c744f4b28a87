import type { DeviceView } from '@energy/costs';
import {
  cursorAt,
  type DeviceSort,
  hasWords,
  type ListOptions,
  parseCursor,
  type SortValue,
  searchedId,
  searchText,
  searchWords,
} from '@energy/read-models';

export interface OwnDevicesPage {
  readonly devices: readonly DeviceView[];
  readonly next: string | undefined;
}

/**
 * A page of a client's devices as the client sees them: the current and former devices of a client, former ones last, so that
 * a search reveals no later changes of a former device.
 *
 * @throws InvalidCursor where `after` comes from a list in another order
 */
export function pageOfOwnDevices(
  views: readonly DeviceView[],
  { limit, after, search = '', ...options }: ListOptions<DeviceSort>,
): OwnDevicesPage {
  const sort = options.sort ?? (search ? 'description' : 'id');
  const order = options.order ?? 'ascending';
  const cursorName = ['own', sort, order];
  const direction = order === 'ascending' ? 1 : -1;
  const start = after === undefined ? undefined : placeAt(after, cursorName, sort);

  const rows = views
    .filter((view) => isFound(view, search))
    .map((view) => ({ view, place: placeOf(view, sort) }))
    .sort((one, other) => compare(one.place, other.place, direction));
  const remaining = start ? rows.filter(({ place }) => compare(place, start, direction) > 0) : rows;
  const page = remaining.slice(0, limit);
  return {
    devices: page.map(({ view }) => view),
    next: remaining.length > limit ? cursorAt(cursorName, page.at(-1)!.place) : undefined,
  };
}

/** The values that devices are sorted by: former or not, the value of the order, the id. */
type Place = readonly [former: number, value: SortValue, id: string];

function placeOf({ device, isFormer }: DeviceView, sort: DeviceSort): Place {
  return [Number(isFormer), sortValueOf(device, sort), device.id];
}

function sortValueOf(device: DeviceView['device'], sort: DeviceSort): SortValue {
  switch (sort) {
    case 'description':
      return searchText(`${device.description}\n${device.address}`);
    case 'address':
      return searchText(`${device.address}\n${device.description}`);
    case 'limit':
      return device.maxHourlyConsumption;
    case 'owner':
      return device.ownerId ?? '';
    case 'id':
      return '';
    default:
      return sort satisfies never;
  }
}

function placeAt(cursor: string, cursorName: readonly string[], sort: DeviceSort): Place {
  const type = sort === 'limit' ? 'number' : 'string';
  return parseCursor(cursor, cursorName, ['number', type, 'string']) as unknown as Place;
}

/** Former devices come last in either direction. */
function compare(one: Place, other: Place, direction: 1 | -1): number {
  if (one[0] !== other[0]) return one[0] - other[0];
  for (const index of [1, 2] as const) {
    if (one[index] < other[index]) return -direction;
    if (one[index] > other[index]) return direction;
  }
  return 0;
}

function isFound({ device }: DeviceView, search: string): boolean {
  const words = searchWords(search);
  const id = searchedId(words);
  return (
    hasWords(
      `${device.description}\n${device.address}\n${device.meter.serialNumber ?? ''}`,
      search,
    ) ||
    (id !== undefined && device.id.startsWith(id))
  );
}
