import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '@energy/testing';
import { describe, expect, it } from 'vitest';
import { EXPORT_ROWS, type ExportRows } from './energy-export.ts';
import { sampleEnergies, sampleExport, samplePricing } from './testing/sample-export.ts';

/** A Python that has DuckDB and pandas. */
const { EXPORT_READERS } = process.env;
const FORMATS = ['csv', 'ndjson', 'parquet'] as const;
const READERS = ['csv duckdb', 'csv pandas', 'parquet duckdb', 'ndjson duckdb'];
/** The energies of the sample at 0.2874 EUR a kWh, each rounded to millionths, and at nothing. */
const COSTS = { EUR: '1328022712.530406', CHF: '0.000000', none: null };
const HOUR_MS = 3_600_000;
const FIRST = Date.parse('2026-10-24T22:00:00Z');
const READINGS_OFFSET_MS = 60_001;

describe.skipIf(!EXPORT_READERS)('read by DuckDB and pandas', () => {
  it('exports contain the same rows and costs, to the microwatt-hour and the millionth', async () => {
    const folder = temporaryFolder('exports');
    try {
      for (const rows of EXPORT_ROWS) {
        for (const format of FORMATS) {
          await writeFile(path.join(folder, `${rows}.${format}`), await sampleExport(format, rows));
        }
      }
      const { devices, tariffs } = samplePricing();
      for (const format of FORMATS) {
        const bytes = await sampleExport(format, 'hours', devices, tariffs);
        await writeFile(path.join(folder, `costs.${format}`), bytes);
      }
      const script = path.join(import.meta.dirname, 'testing/read-exports.py');
      const { stdout } = await promisify(execFile)(EXPORT_READERS!, [script, folder]);
      expect(JSON.parse(stdout)).toEqual(
        Object.fromEntries(
          READERS.flatMap((reader) => [
            ...EXPORT_ROWS.map((rows) => [`${rows} ${reader}`, contentsOf(rows)]),
            [`costs ${reader}`, COSTS],
          ]),
        ),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function contentsOf(rows: ExportRows) {
  const energies = sampleEnergies(rows);
  const offset = rows === 'readings' ? READINGS_OFFSET_MS : 0;
  return {
    rows: energies.length,
    microwattHours: String(energies.reduce<bigint>((sum, energy) => sum + BigInt(energy), 0n)),
    first: FIRST + offset,
    last: FIRST + (energies.length - 1) * HOUR_MS + offset,
  };
}
