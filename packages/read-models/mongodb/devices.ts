import { COMMAND_TIMEOUT_MS, type MongoConnection } from '@energy/engines/mongodb';
import {
  type Device,
  type DeviceListOptions,
  type DevicePage,
  type DeviceSort,
  type DevicesReadModel,
  everyOwnerOf,
  type Ownership,
} from '../devices.ts';
import { searchText } from '../search-text.ts';
import {
  BY_ID,
  beginningWith,
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
  name: 'devices_2',
  indexes: [
    listIndex('by_description', { byDescription: 1 }),
    listIndex('by_address', { byAddress: 1 }),
    listIndex('by_limit', { byLimit: 1, byDescription: 1 }),
    listIndex('by_owner', { byOwner: 1, byDescription: 1 }),
    // Decommissioned devices too.
    { name: 'ever_owned_by', key: { everOwnedBy: 1 } },
  ],
  orders: {
    id: { ...BY_ID, text: 'byDescription' },
    description: { field: 'byDescription', index: 'by_description', text: 'byDescription' },
    address: { field: 'byAddress', index: 'by_address', text: 'byAddress' },
    limit: { field: 'byLimit', index: 'by_limit', text: 'byDescription' },
    owner: { field: 'byOwner', index: 'by_owner', text: 'byDescription' },
  },
  fields: ({ id, description, address, maxHourlyConsumption, timeZone, ...device }) => {
    const { ownerId, registeredAt, ownerships, decommissionedAt } = device;
    const lines = [searchText(description), searchText(address)];
    return {
      description,
      address,
      maxHourlyConsumption,
      timeZone,
      registeredAt,
      ownerships: ownerships.map(toStoredOwnership),
      everOwnedBy: everyOwnerOf({ ownerships }),
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
    registeredAt: stored.registeredAt,
    description: stored.description,
    address: stored.address,
    maxHourlyConsumption: stored.maxHourlyConsumption,
    timeZone: stored.timeZone,
    ownerId: stored.ownerId,
    ownerships: stored.ownerships.map(toOwnership),
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

  async everOwnedBy(clientId: string): Promise<readonly Device[]> {
    const generation = await this.generations.toRead();
    const stored = await this.connection.use((db) =>
      generation
        .collection(db)
        .find({ everOwnedBy: clientId }, { maxTimeMS: COMMAND_TIMEOUT_MS })
        .hint('ever_owned_by')
        .toArray(),
    );
    return stored.map(SHAPE.rowOf);
  }
}

/** An ownership as it is stored: without the fields that are undefined. */
type StoredOwnership = Pick<Ownership, 'ownerId' | 'from'> & Partial<Ownership>;

function toStoredOwnership({ ownerId, from, until, last }: Ownership): StoredOwnership {
  return { ownerId, from, ...(until !== undefined && { until }), ...(last && { last }) };
}

function toOwnership({ ownerId, from, until, last }: StoredOwnership): Ownership {
  return { ownerId, from, until, last };
}

function ownedBy(ownerId: string): ListFilter {
  return { condition: { byOwner: beginningWith(ownerId) }, index: 'by_owner' };
}
