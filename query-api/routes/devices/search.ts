import type { RequestActor } from '@energy/http';
import type { DeviceListOptions } from '@energy/read-models';
import type { Overview } from '../../overview/overview.ts';
import { invalid } from '../../periods/range.ts';
import type { DeviceSearchQuery } from '../../schemas/parameters.ts';
import { visibleOwner } from '../visible-owner.ts';

/** What narrows a list of devices. */
export type DeviceSearch = Pick<DeviceListOptions, 'search' | 'ownerId' | 'tariffId' | 'ids'>;

export interface SearchDependencies {
  readonly overview: Pick<Overview, 'silentDevices' | 'devicesOverLimit'>;
  /** The current time in milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/**
 * Reads what narrows a list. Returns undefined for a client who asks for the devices of somebody else.
 *
 * @throws ProblemError where the query combines a tariff with an owner or a state
 */
export async function toDeviceSearch(
  query: DeviceSearchQuery,
  reader: RequestActor,
  { overview, now }: SearchDependencies,
): Promise<DeviceSearch | undefined> {
  const { search, unassigned, state } = query;
  const requestedOwner = query.ownerId?.toLowerCase();
  const tariffId = query.tariffId?.toLowerCase();
  if (tariffId !== undefined && (requestedOwner !== undefined || unassigned || state)) {
    throw invalid('tariffId', 'The list is of an owner or of a tariff: give either.');
  }
  const ownerId = visibleOwner(reader, requestedOwner);
  if (ownerId === 'nobody') return undefined;
  if (reader.role !== 'administrator') return { search, ownerId };
  const owner = unassigned ? null : ownerId;
  if (state === undefined) return { search, ownerId: owner, tariffId };
  const found = await (state === 'silent'
    ? overview.silentDevices()
    : overview.devicesOverLimit(now()));
  return { search, ownerId: owner, ids: [...found] };
}
