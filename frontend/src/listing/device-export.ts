import type { Device } from '../api/client.ts';
import { METER_FIELDS, toMeterTexts } from '../meters/meter-fields.ts';
import { type DeviceReading, deviceState } from './device-state.ts';

type Cell = string | number;

/** What an export shows beside the devices themselves, by the ids of devices and owners. */
export interface ExportContext {
  readonly ownerNames: ReadonlyMap<string, string>;
  readonly readings: ReadonlyMap<string, DeviceReading>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Column {
  readonly field: string;
  readonly needs: keyof Omit<ExportContext, 'now'>;
  readonly toCell: (device: Device, context: ExportContext) => Cell;
}

/** The columns of the list that a file has only if they are chosen. An import ignores them. */
const CHOSEN_COLUMNS = {
  owner: {
    field: 'ownerName',
    needs: 'ownerNames',
    toCell: ({ ownerId }, { ownerNames }) => ownerNames.get(ownerId ?? '') ?? '',
  },
  state: {
    field: 'state',
    needs: 'readings',
    toCell: ({ id, maxHourlyConsumption }, { readings, now }) => {
      const reading = readings.get(id);
      return reading ? deviceState(reading, maxHourlyConsumption, now) : '';
    },
  },
  lastReading: {
    field: 'lastReadingAt',
    needs: 'readings',
    toCell: ({ id }, { readings }) => readings.get(id)?.lastReadingAt ?? '',
  },
  today: {
    field: 'todayKWh',
    needs: 'readings',
    toCell: ({ id }, { readings }) => readings.get(id)?.today ?? '',
  },
} as const satisfies Record<string, Column>;

/** Everything that an import reads is always in the file. */
const IMPORTED_FIELDS = [
  'id',
  'description',
  'address',
  'maxHourlyConsumption',
  'timeZone',
  'ownerId',
  ...METER_FIELDS,
];

/** A file of devices with the chosen columns of the list. */
export class DeviceExport {
  readonly #columns: readonly Column[];

  constructor(chosen: readonly string[]) {
    this.#columns = Object.entries<Column>(CHOSEN_COLUMNS).flatMap(([key, column]) =>
      chosen.includes(key) ? [column] : [],
    );
  }

  get fields(): readonly string[] {
    return [...IMPORTED_FIELDS, ...this.#columns.map(({ field }) => field)];
  }

  needs(part: Column['needs']): boolean {
    return this.#columns.some(({ needs }) => needs === part);
  }

  toRow(device: Device, context: ExportContext): readonly Cell[] {
    const meter = toMeterTexts(device, String);
    return [
      device.id,
      device.description,
      device.address,
      device.maxHourlyConsumption,
      device.timeZone,
      device.ownerId ?? '',
      ...METER_FIELDS.map((field) => meter[field]),
      ...this.#columns.map(({ toCell }) => toCell(device, context)),
    ];
  }
}
