import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '@energy/testing';
import { describe, expect, it } from 'vitest';
import { EXPORT_ROWS, type ExportRows } from './energy-export.ts';
import { sampleEnergies, sampleExport } from './testing/sample-export.ts';

/** A Python that has DuckDB and pandas. */
const { EXPORT_READERS } = process.env;
const HOUR_MS = 3_600_000;
const FIRST = Date.parse('2026-10-24T22:00:00Z');
const READINGS_OFFSET_MS = 60_001;

describe.skipIf(!EXPORT_READERS)('read by DuckDB and pandas', () => {
  it('exports contain the same rows, to the microwatt-hour', async () => {
    const folder = temporaryFolder('exports');
    try {
      for (const rows of EXPORT_ROWS) {
        for (const format of ['csv', 'ndjson', 'parquet'] as const) {
          await writeFile(path.join(folder, `${rows}.${format}`), await sampleExport(format, rows));
        }
      }
      const script = path.join(import.meta.dirname, 'testing/read-exports.py');
      const { stdout } = await promisify(execFile)(EXPORT_READERS!, [script, folder]);
      const readers = ['csv duckdb', 'csv pandas', 'parquet duckdb', 'ndjson duckdb'];
      expect(JSON.parse(stdout)).toEqual(
        Object.fromEntries(
          EXPORT_ROWS.flatMap((rows) =>
            readers.map((reader) => [`${rows} ${reader}`, contentsOf(rows)]),
          ),
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
