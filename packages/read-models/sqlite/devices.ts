import { lastTariff } from '@energy/domain';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
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
import { Columns } from './columns.ts';
import { ListedTable, type ListedTableOf, type TableFilter } from './listed-table.ts';
import type { TableOrder } from './table-order.ts';

const IS_PRODUCER = `json_extract(meter, '$.flow') = 'production'`;

const ORDERS: Readonly<Record<DeviceSort, TableOrder>> = {
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
};

/**
 * `by_description` is the searchable description, then the address, then the serial number; in `by_address` the address
 * comes first. Both are null in decommissioned devices. `tariff_id` is the tariff of the last assignment.
 */
export const DEVICES_TABLE: ListedTableOf<Device, DeviceSort> = {
  name: 'devices_7',
  columns: new Columns(DEVICE_ATTRIBUTES, { sorted: ['ownerId'] }),
  derived: { by_description: 'TEXT', by_address: 'TEXT', tariff_id: 'TEXT' },
  text: 'by_description',
  textIndex: 'by_limit',
  indexes: {
    by_id: '(id)',
    by_description: '(by_description, id) WHERE by_description IS NOT NULL',
    by_address: '(by_address, id) WHERE by_address IS NOT NULL',
    by_limit: '(max_hourly_consumption, id, by_description) WHERE by_description IS NOT NULL',
    by_owner: '(owner_id, id, by_description) WHERE by_description IS NOT NULL',
    by_tariff:
      '(tariff_id, id, by_description) WHERE by_description IS NOT NULL AND tariff_id IS NOT NULL',
    producers: `(id) WHERE ${IS_PRODUCER}`,
  },
  orders: ORDERS,
  dividedOrders: ORDERS,
  derive: ({ decommissionedAt, ...device }) => {
    const description = searchText(device.description);
    const address = searchText(device.address);
    const serialNumber = serialNumberText(device);
    const isInUse = decommissionedAt === undefined;
    return {
      by_description: isInUse
        ? `${description}
${address}${serialNumber}`
        : null,
      by_address: isInUse
        ? `${address}
${description}${serialNumber}`
        : null,
      tariff_id: lastTariff(device.tariffs) ?? null,
    };
  },
  group: { condition: 'owner_id = ? AND by_description IS NOT NULL', index: 'by_owner' },
  groupsOf: (device) =>
    everyOwnerOf(device).filter(
      (ownerId) => ownerId !== device.ownerId || device.decommissionedAt !== undefined,
    ),
};

function serialNumberText({ meter: { serialNumber } }: Pick<Device, 'meter'>): string {
  return serialNumber === undefined ? '' : `\n${searchText(serialNumber)}`;
}

export class SqliteDevices extends ListedTable<Device, DeviceSort> implements DevicesReadModel {
  readonly #db: EmbeddedDatabase;

  constructor(db: EmbeddedDatabase) {
    super(db, DEVICES_TABLE);
    this.#db = db;
  }

  async list({ ownerId, tariffId, ids, ...options }: DeviceListOptions): Promise<DevicePage> {
    const sort = options.sort ?? (options.search ? 'description' : 'id');
    const filter = filterOf({ ownerId, tariffId, ids });
    const { rows, next } = this.page({ ...options, sort }, filter);
    return { devices: rows, next };
  }

  async producers(): Promise<readonly string[]> {
    const { name } = this.generations.current();
    const sql = `SELECT id FROM ${name} WHERE ${IS_PRODUCER}`;
    const rows = translateSqliteErrors(this.#db, () => this.#db.prepare(sql).all());
    return rows.map(({ id }) => id as string);
  }

  async everOwnedBy(clientId: string): Promise<readonly Device[]> {
    return this.findGroup(clientId);
  }
}

function filterOf({
  ownerId,
  tariffId,
  ids,
}: Pick<DeviceListOptions, 'ownerId' | 'tariffId' | 'ids'>): TableFilter | undefined {
  const text = 'by_description';
  if (ids !== undefined) {
    const isOfOwner = ownerId === undefined ? '' : ' AND owner_id = ?';
    return {
      condition: `id IN (SELECT value FROM json_each(?))${isOfOwner}`,
      parameters: [JSON.stringify(ids), ...(ownerId === undefined ? [] : [ownerId ?? ''])],
      index: 'by_id',
      text,
    };
  }
  if (ownerId !== undefined) {
    return {
      condition: 'owner_id = ?',
      parameters: [ownerId ?? ''],
      index: 'by_owner',
      text,
      canFindMost: true,
    };
  }
  if (tariffId === undefined) return undefined;
  return {
    condition: 'tariff_id = ?',
    parameters: [tariffId],
    index: 'by_tariff',
    text,
    canFindMost: true,
  };
}
