import type { EmbeddedDatabase } from '@energy/engines';
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
import { ListedTable, type ListedTableOf, type TableFilter } from './listed-table.ts';

const NOBODY = '';

/**
 * `by_description` is the description, then the address, as they are searched; `by_address` the other
 * way round. Both are null in devices that were decommissioned.
 */
export const DEVICES_TABLE: ListedTableOf<Device, DeviceSort> = {
  name: 'devices_3',
  schema: `
    id TEXT NOT NULL,
    description TEXT NOT NULL,
    address TEXT NOT NULL,
    max_hourly_consumption REAL NOT NULL,
    time_zone TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    decommissioned_at TEXT,
    revision INTEGER NOT NULL,
    registered_at TEXT NOT NULL,
    ownerships TEXT NOT NULL,
    by_description TEXT,
    by_address TEXT
  `,
  text: 'by_description',
  textIndex: 'by_description',
  columns: [
    'id',
    'description',
    'address',
    'max_hourly_consumption',
    'time_zone',
    'owner_id',
    'decommissioned_at',
    'revision',
    'registered_at',
    'ownerships',
  ],
  texts: ['by_description', 'by_address'],
  indexes: {
    by_id: '(id)',
    by_description: '(by_description, id) WHERE by_description IS NOT NULL',
    by_address: '(by_address, id) WHERE by_address IS NOT NULL',
    by_limit: '(max_hourly_consumption, id, by_description) WHERE by_description IS NOT NULL',
    by_owner: '(owner_id, id, by_description) WHERE by_description IS NOT NULL',
  },
  orders: {
    id: { column: undefined, type: 'string', index: 'by_id', text: 'by_description' },
    description: {
      column: 'by_description',
      type: 'string',
      index: 'by_description',
      text: 'by_description',
    },
    address: { column: 'by_address', type: 'string', index: 'by_address', text: 'by_address' },
    limit: {
      column: 'max_hourly_consumption',
      type: 'number',
      index: 'by_limit',
      text: 'by_description',
    },
    owner: { column: 'owner_id', type: 'string', index: 'by_owner', text: 'by_description' },
  },
  values: (device) => {
    const [description, address] = [searchText(device.description), searchText(device.address)];
    const inUse = device.decommissionedAt === undefined;
    return {
      id: device.id,
      description: device.description,
      address: device.address,
      max_hourly_consumption: device.maxHourlyConsumption,
      time_zone: device.timeZone,
      owner_id: device.ownerId ?? NOBODY,
      decommissioned_at: device.decommissionedAt ?? null,
      revision: device.revision,
      registered_at: device.registeredAt,
      ownerships: JSON.stringify(device.ownerships),
      by_description: inUse ? `${description}\n${address}` : null,
      by_address: inUse ? `${address}\n${description}` : null,
    };
  },
  groupsOf: everyOwnerOf,
  rowOf: ([
    id,
    description,
    address,
    limit,
    timeZone,
    ownerId,
    decommissionedAt,
    revision,
    registeredAt,
    ownerships,
  ]) => ({
    id: id as string,
    registeredAt: registeredAt as string,
    description: description as string,
    address: address as string,
    maxHourlyConsumption: limit as number,
    timeZone: timeZone as string,
    ownerId: ownerId === NOBODY ? undefined : (ownerId as string),
    ownerships: toOwnerships(ownerships as string),
    decommissionedAt: (decommissionedAt as string | null) ?? undefined,
    revision: revision as number,
  }),
};

export class SqliteDevices extends ListedTable<Device, DeviceSort> implements DevicesReadModel {
  constructor(db: EmbeddedDatabase) {
    super(db, DEVICES_TABLE);
  }

  async list({ ownerId, ...options }: DeviceListOptions): Promise<DevicePage> {
    const sort = options.sort ?? (options.search ? 'description' : 'id');
    const filter = ownerId === undefined ? undefined : ownedBy(ownerId);
    const { rows, next } = this.page({ ...options, sort }, filter);
    return { devices: rows, next };
  }

  async everOwnedBy(clientId: string): Promise<readonly Device[]> {
    return this.findGroup(clientId);
  }
}

function toOwnerships(stored: string): readonly Ownership[] {
  if (stored === '[]') return [];
  // JSON leaves out what is undefined.
  return (JSON.parse(stored) as Ownership[]).map((ownership) => ({
    ...ownership,
    until: ownership.until,
    last: ownership.last,
  }));
}

function ownedBy(parameter: string): TableFilter {
  return { condition: 'owner_id = ?', parameter, index: 'by_owner' };
}
