import { EXACT_COST_DIGITS } from '@energy/costs';
import { roundAmount } from '@energy/domain';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import {
  type DeviceDay,
  type EnergyExport,
  type ExportRows,
  localTime,
  qualityOf,
} from './energy-export.ts';
import type { DayCosts } from './hour-prices.ts';

/** Rows of a row group: these are in memory together, and encoded in one go. */
const GROUP_ROWS = 20_000;
const CREATED_BY = 'energy-platform';

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type SchemaElement = Schema[number];

const REQUIRED = { repetition_type: 'REQUIRED' } as const;
const text = (name: string): SchemaElement => ({
  name,
  ...REQUIRED,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
});
const number = (name: string): SchemaElement => ({ name, ...REQUIRED, type: 'INT32' });
const instant = (name: string, isAdjustedToUTC: boolean): SchemaElement => ({
  name,
  ...REQUIRED,
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'MILLIS' },
});
/** In µWh as a decimal of kWh. */
const energy: SchemaElement = {
  name: 'energy_kwh',
  ...REQUIRED,
  type: 'INT64',
  converted_type: 'DECIMAL',
  precision: 18,
  scale: 9,
};

/** Of the energy of an hour, in millionths of the currency. */
const cost: SchemaElement = {
  name: 'cost',
  repetition_type: 'OPTIONAL',
  type: 'INT64',
  converted_type: 'DECIMAL',
  precision: 18,
  scale: EXACT_COST_DIGITS,
};
const COST_COLUMNS: readonly SchemaElement[] = [
  cost,
  { ...text('currency'), repetition_type: 'OPTIONAL' },
];

/** By the name of the column. */
type Cells = Record<string, string | number | bigint | undefined>;

const COLUMNS: Readonly<Record<ExportRows, readonly SchemaElement[]>> = {
  hours: [
    text('device_id'),
    instant('start', true),
    instant('local_time', false),
    number('minutes'),
    energy,
    number('readings'),
    text('quality'),
  ],
  readings: [
    text('device_id'),
    instant('timestamp', true),
    instant('local_time', false),
    energy,
    text('quality'),
  ],
};

/** Encodes Parquet, a row group at a time. */
export async function* toParquet(energyExport: EnergyExport): AsyncGenerator<Uint8Array> {
  const { rows: kind, hasCosts } = energyExport;
  const columns = hasCosts ? [...COLUMNS[kind], ...COST_COLUMNS] : COLUMNS[kind];
  const output = new ByteWriter();
  const schema: Schema = [{ name: 'root', num_children: columns.length }, ...columns];
  const parquet = new ParquetWriter({ writer: output, schema, createdBy: CREATED_BY });
  let rows: Cells[] = [];
  for await (const days of energyExport.days()) {
    for (const cells of cellsOf(days)) {
      rows.push(cells);
      if (rows.length < GROUP_ROWS) continue;
      writeGroup(parquet, columns, rows);
      yield taken(output);
      rows = [];
    }
  }
  if (rows.length > 0) writeGroup(parquet, columns, rows);
  parquet.finish();
  yield taken(output);
}

function writeGroup(
  parquet: ParquetWriter,
  columns: readonly SchemaElement[],
  rows: readonly Cells[],
): void {
  parquet.write({
    columnData: columns.map(({ name }) => ({
      name,
      data: rows.map((row) => row[name]),
      offsetIndex: false, // It would stay in memory until the end.
    })),
    rowGroupSize: GROUP_ROWS,
  });
}

/** Takes the bytes that were written, so that the writer starts at an empty buffer. */
function taken(output: ByteWriter): Uint8Array {
  const bytes = new Uint8Array(output.getBuffer());
  output.index = 0;
  return bytes;
}

function* cellsOf(days: readonly DeviceDay[]): Generator<Cells> {
  for (const { device, hours, totals, readings, costs } of days) {
    for (const [index, scanned] of totals.entries()) {
      const hour = hours[index]!;
      yield {
        device_id: device.id,
        start: BigInt(hour.start),
        local_time: clockOf(hour.startLocal),
        minutes: hour.minutes,
        energy_kwh: BigInt(scanned.total),
        readings: scanned.readings,
        quality: qualityOf(scanned),
        ...(costs && costCells(costs, index)),
      };
    }
    for (const [index, { at, energy: value, quality }] of readings.entries()) {
      yield {
        device_id: device.id,
        timestamp: BigInt(at),
        local_time: clockOf(localTime(at, hours[index]!.offset)),
        energy_kwh: BigInt(value),
        quality,
      };
    }
  }
}

/** @throws RangeError for a cost beyond a column of 64 bits */
function costCells({ currency, amounts }: DayCosts, index: number): Cells {
  const amount = amounts[index];
  if (amount === undefined) return { cost: undefined, currency: undefined };
  const steps = BigInt(roundAmount(amount, EXACT_COST_DIGITS).replace('.', ''));
  if (steps !== BigInt.asIntN(64, steps)) {
    throw new RangeError('The cost of an hour is too large for Parquet: export CSV or NDJSON');
  }
  return { cost: steps, currency };
}

/** What a clock shows at a local time, as if it were UTC. */
function clockOf(local: string): bigint {
  return BigInt(Date.parse(`${local.slice(0, -'+00:00'.length)}Z`));
}
