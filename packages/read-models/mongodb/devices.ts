import { lastTariff } from '@energy/domain';
import { COMMAND_TIMEOUT_MS, type MongoConnection } from '@energy/engines/mongodb';
import {
  DEVICE_ATTRIBUTES,
  type Device,
  type DeviceListOptions,
  type DevicePage,
  type DeviceSort,
  type DevicesReadModel,
  everyOwnerOf,
} from '../devices.ts';
import { searchText } from '../search-text.ts';
import {
  BY_ID,
  ListedCollection,
  type ListedShape,
  type ListFilter,
  listIndex,
  sortableNumber,
  sortKey,
  startsWithLine,
} from './listed-collection.ts';

const SHAPE: ListedShape<Device, DeviceSort> = {
  name: 'devices_4',
  attributes: DEVICE_ATTRIBUTES,
  indexes: [
    listIndex('by_description', { byDescription: 1 }),
    listIndex('by_address', { byAddress: 1 }),
    listIndex('by_limit', { byLimit: 1, byDescription: 1 }),
    listIndex('by_owner', { byOwner: 1, byDescription: 1 }),
    listIndex('by_tariff', { byTariff: 1, byDescription: 1 }),
    { name: 'producers', key: { 'meter.flow': 1 }, sparse: true },
    // Includes decommissioned devices.
    { name: 'ever_owned_by', key: { everOwnedBy: 1 } },
  ],
  orders: {
    id: { ...BY_ID, text: 'byDescription' },
    description: { field: 'byDescription', index: 'by_description', text: 'byDescription' },
    address: { field: 'byAddress', index: 'by_address', text: 'byAddress' },
    limit: { field: 'byLimit', index: 'by_limit', text: 'byDescription' },
    owner: { field: 'byOwner', index: 'by_owner', text: 'byDescription' },
  },
  derive: (device) => {
    const { id } = device;
    const description = searchText(device.description);
    const address = searchText(device.address);
    const serialNumber =
      device.meter.serialNumber === undefined ? [] : [searchText(device.meter.serialNumber)];
    return {
      everOwnedBy: everyOwnerOf(device),
      ...(device.decommissionedAt === undefined && { listed: true }),
      byDescription: sortKey(id, description, address, ...serialNumber),
      byAddress: sortKey(id, address, description, ...serialNumber),
      byLimit: sortKey(id, sortableNumber(device.maxHourlyConsumption)),
      // Devices without an owner come first.
      byOwner: sortKey(id, device.ownerId ?? ''),
      byTariff: sortKey(id, lastTariff(device.tariffs) ?? ''),
    };
  },
};

export class MongoDevices extends ListedCollection<Device, DeviceSort> implements DevicesReadModel {
  constructor(connection: MongoConnection) {
    super(connection, SHAPE);
  }

  async list({ ownerId, tariffId, ids, ...options }: DeviceListOptions): Promise<DevicePage> {
    const sort = options.sort ?? (options.search ? 'description' : 'id');
    const filter = filterOf({ ownerId, tariffId, ids });
    const { rows, next } = await this.page({ ...options, sort }, filter);
    return { devices: rows, next };
  }

  async producers(): Promise<readonly string[]> {
    const generation = await this.generations.forReading();
    const stored = await this.connection.use((db) =>
      generation
        .collection(db)
        .find(
          { 'meter.flow': 'production' },
          { projection: { _id: 1 }, maxTimeMS: COMMAND_TIMEOUT_MS },
        )
        .toArray(),
    );
    return stored.map(({ _id }) => String(_id));
  }

  async everOwnedBy(clientId: string): Promise<readonly Device[]> {
    const generation = await this.generations.forReading();
    const stored = await this.connection.use((db) =>
      generation
        .collection(db)
        .find({ everOwnedBy: clientId }, { maxTimeMS: COMMAND_TIMEOUT_MS })
        .hint('ever_owned_by')
        .toArray(),
    );
    return stored.map((document) => generation.toRow(document));
  }
}

function filterOf({
  ownerId,
  tariffId,
  ids,
}: Pick<DeviceListOptions, 'ownerId' | 'tariffId' | 'ids'>): ListFilter | undefined {
  const ofOwner = ownerId === undefined ? {} : { byOwner: startsWithLine(ownerId ?? '') };
  if (ids !== undefined)
    return { condition: { _id: { $in: ids }, ...ofOwner }, index: BY_ID.index };
  if (ownerId !== undefined) return { condition: ofOwner, index: 'by_owner' };
  if (tariffId === undefined) return undefined;
  return { condition: { byTariff: startsWithLine(tariffId) }, index: 'by_tariff' };
}
