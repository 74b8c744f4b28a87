import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import {
  type DeviceDay,
  type EnergyExport,
  type ExportRows,
  localTime,
  qualityOf,
} from './energy-export.ts';

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

/** By the name of the column. */
type Cells = Record<string, string | number | bigint>;

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
  const columns = COLUMNS[energyExport.rows];
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
      data: rows.map((row) => row[name]!),
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
  for (const { device, hours, totals, readings } of days) {
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

/** What a clock shows at a local time, as if it were UTC. */
function clockOf(local: string): bigint {
  return BigInt(Date.parse(`${local.slice(0, -'+00:00'.length)}Z`));
}
