import type { MongoConnection } from '@energy/engines/mongodb';
import type {
  Device,
  DeviceListOptions,
  DevicePage,
  DeviceSort,
  DevicesReadModel,
} from '../devices.ts';
import { searchText } from '../search-text.ts';
import {
  BY_ID,
  ListedCollection,
  type ListedShape,
  type ListFilter,
  listIndex,
  numberLine,
  placeOf,
} from './listed-collection.ts';

/** It comes before every id. */
const NOBODY = '';

const SHAPE: ListedShape<Device, DeviceSort> = {
  name: 'devices_1',
  indexes: [
    listIndex('by_description', { byDescription: 1 }),
    listIndex('by_address', { byAddress: 1 }),
    listIndex('by_limit', { byLimit: 1, byDescription: 1 }),
    listIndex('by_owner', { byOwner: 1, byDescription: 1 }),
  ],
  orders: {
    id: { ...BY_ID, text: 'byDescription' },
    description: { field: 'byDescription', index: 'by_description', text: 'byDescription' },
    address: { field: 'byAddress', index: 'by_address', text: 'byAddress' },
    limit: { field: 'byLimit', index: 'by_limit', text: 'byDescription' },
    owner: { field: 'byOwner', index: 'by_owner', text: 'byDescription' },
  },
  fields: ({ id, description, address, maxHourlyConsumption, timeZone, ...device }) => {
    const { ownerId, decommissionedAt } = device;
    const lines = [searchText(description), searchText(address)];
    return {
      description,
      address,
      maxHourlyConsumption,
      timeZone,
      ...(ownerId !== undefined && { ownerId }),
      ...(decommissionedAt === undefined ? { listed: true } : { decommissionedAt }),
      byDescription: placeOf(id, ...lines),
      byAddress: placeOf(id, ...lines.toReversed()),
      byLimit: placeOf(id, numberLine(maxHourlyConsumption)),
      byOwner: placeOf(id, ownerId ?? NOBODY),
    };
  },
  rowOf: (stored): Device => ({
    id: stored._id,
    description: stored.description,
    address: stored.address,
    maxHourlyConsumption: stored.maxHourlyConsumption,
    timeZone: stored.timeZone,
    ownerId: stored.ownerId,
    decommissionedAt: stored.decommissionedAt,
    revision: stored.revision,
  }),
};

export class MongoDevices extends ListedCollection<Device, DeviceSort> implements DevicesReadModel {
  constructor(connection: MongoConnection) {
    super(connection, SHAPE);
  }

  async list({ ownerId, ...options }: DeviceListOptions): Promise<DevicePage> {
    const sort = options.sort ?? (options.search ? 'description' : 'id');
    const filter = ownerId === undefined ? undefined : ownedBy(ownerId);
    const { rows, next } = await this.page({ ...options, sort }, filter);
    return { devices: rows, next };
  }
}

function ownedBy(line: string): ListFilter {
  return { field: 'byOwner', line, index: 'by_owner' };
}
