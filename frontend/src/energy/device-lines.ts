import { NEAR_RATIO } from './day-chart.ts';
import type { DeviceToday } from './today.ts';

export const DEVICE_SORTS = ['today', 'over', 'name'] as const;
export const DEVICE_FILTERS = ['all', 'over', 'near', 'silent'] as const;
export type DeviceLineSort = (typeof DEVICE_SORTS)[number];
export type DeviceLineFilter = (typeof DEVICE_FILTERS)[number];

export interface DeviceLineOptions {
  /** Words that description and address must all contain; case and accents are ignored. */
  readonly search: string;
  readonly sort: DeviceLineSort;
  readonly filter: DeviceLineFilter;
  readonly collator: Pick<Intl.Collator, 'compare'>;
}

/** Filters and sorts a client's devices. */
export function deviceLines(
  devices: readonly DeviceToday[],
  { search, sort, filter, collator }: DeviceLineOptions,
): readonly DeviceToday[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  const found = devices.filter((device) => {
    const text = fold(`${device.description} ${device.address}`);
    return matches(device, filter) && words.every((word) => text.includes(word));
  });
  const byName = (a: DeviceToday, b: DeviceToday) => collator.compare(a.description, b.description);
  const byTotal = (a: DeviceToday, b: DeviceToday) => (b.total ?? -1) - (a.total ?? -1);
  const order = {
    today: byTotal,
    over: (a: DeviceToday, b: DeviceToday) => b.exceeded - a.exceeded || ratio(b) - ratio(a),
    name: byName,
  }[sort];
  return found.toSorted((a, b) => order(a, b) || byName(a, b));
}

/** Counts the devices of each filter. */
export function countByFilter(
  devices: readonly DeviceToday[],
): Readonly<Record<DeviceLineFilter, number>> {
  const count = (filter: DeviceLineFilter) =>
    devices.filter((device) => matches(device, filter)).length;
  return {
    all: devices.length,
    over: count('over'),
    near: count('near'),
    silent: count('silent'),
  };
}

function matches(device: DeviceToday, filter: DeviceLineFilter): boolean {
  if (filter === 'over') return device.exceeded > 0;
  if (filter === 'near') return ratio(device) >= NEAR_RATIO;
  return filter === 'all' || device.total === null;
}

function ratio({ running, limit }: DeviceToday): number {
  return (running ?? 0) / limit;
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
