import { toCsv } from './csv.ts';
import { type EnergyExport, EXPORT_ROWS, type ExportRows } from './energy-export.ts';
import { toGreenButton } from './green-button.ts';
import { toNdjson } from './ndjson.ts';

export interface ExportFormat {
  readonly mediaType: string;
  /** Of a file's name. */
  readonly extension: string;
  /** What it can have rows for. */
  readonly rows: readonly ExportRows[];
  /** The beginning of an export. */
  readonly example: string;
  /** Encodes an export in order; the same rows give the same bytes. */
  encode(energyExport: EnergyExport): AsyncIterable<string | Uint8Array>;
}

export const EXPORT_FORMATS = {
  csv: {
    mediaType: 'text/csv; charset=utf-8',
    extension: 'csv',
    rows: EXPORT_ROWS,
    example: 'device_id,start,local_time,minutes,energy_kwh,readings,quality\r\n',
    encode: toCsv,
  },
  ndjson: {
    mediaType: 'application/x-ndjson',
    extension: 'ndjson',
    rows: EXPORT_ROWS,
    example: '{"deviceId":"5c2494a3-1140-4c7a-991a-a1a2561c6bc2","energy":0.5}\n',
    encode: toNdjson,
  },
  parquet: {
    mediaType: 'application/vnd.apache.parquet',
    extension: 'parquet',
    rows: EXPORT_ROWS,
    example: 'PAR1',
    async *encode(energyExport: EnergyExport): AsyncIterable<Uint8Array> {
      // Loads the encoder with the first such export: it takes 20 ms of a start.
      const { toParquet } = await import('./parquet.ts');
      yield* toParquet(energyExport);
    },
  },
  greenbutton: {
    mediaType: 'application/atom+xml',
    extension: 'xml',
    rows: ['hours'],
    example: '<?xml version="1.0" encoding="UTF-8"?>\n',
    encode: toGreenButton,
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof EXPORT_FORMATS;
