import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import type { ExportRows } from './energy-export.ts';
import type { ExportFormatName } from './formats.ts';
import { bytesInRange, countBytes, pieces } from './pieces.ts';
import { RowBuffer } from './row-buffer.ts';
import {
  SAMPLE_DEVICE,
  sampleEnergies,
  sampleExport,
  samplePricing,
} from './testing/sample-export.ts';

it('writes energies as exact decimals of kWh', () => {
  const examples = [0, 1, 10, 1_000, 500_000_000, 1_000_000_000, 2 ** 53 - 1, 2n ** 63n - 1n, 0n];
  expect(examples.map(decimalKilowattHours)).toEqual([
    '0',
    '0.000000001',
    '0.00000001',
    '0.000001',
    '0.5',
    '1',
    '9007199.254740991',
    '9223372036.854775807',
    '0',
  ]);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (energy) => {
      const [whole, fraction = ''] = decimalKilowattHours(energy).split('.');
      expect(BigInt(whole! + fraction.padEnd(9, '0'))).toBe(energy);
      if (energy <= Number.MAX_SAFE_INTEGER) {
        expect(decimalKilowattHours(Number(energy))).toBe(decimalKilowattHours(energy));
      }
    }),
  );
});

it.each<ExportRows>(['hours', 'readings'])('gives the same %s in each format', async (rows) => {
  const csv = (await textOf('csv', rows))
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  const ndjson = (await textOf('ndjson', rows))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const parquet = await parquetReadObjects({ file: (await sampleExport('parquet', rows)).buffer });
  const column = (name: string) => csv.slice(1).map((cells) => cells[csv[0]!.indexOf(name)]!);
  const [instant] = rows === 'hours' ? ['start'] : ['timestamp'];
  expect(column(instant!)).toHaveLength(sampleEnergies(rows).length);
  expect(ndjson.map((row) => row[instant!])).toEqual(column(instant!));
  expect(parquet.map((row) => row[instant!].toISOString())).toEqual(column(instant!));
  expect(ndjson.map(({ localTime }) => localTime)).toEqual(column('local_time'));
  expect(parquet.map((row) => row.local_time.toISOString().slice(0, -1))).toEqual(
    column('local_time').map((local) => local.slice(0, -'+02:00'.length)),
  );
  expect(column('energy_kwh')).toEqual(sampleEnergies(rows).map(decimalKilowattHours));
  expect(ndjson.map(({ energy }) => energy)).toEqual(column('energy_kwh').map(Number));
  expect(parquet.map(({ energy_kwh: energy }) => energy)).toEqual(column('energy_kwh').map(Number));
  const qualities = sampleEnergies(rows).map((energy) => {
    if (energy === 0 && rows === 'hours') return 'partlyUnknown';
    return energy === 999 ? 'estimated' : 'measured';
  });
  expect(column('quality')).toEqual(qualities);
  expect(ndjson.map(({ quality }) => quality)).toEqual(qualities);
  expect(parquet.map(({ quality }) => quality)).toEqual(qualities);
  expect(new Set(parquet.map(({ device_id: id }) => id))).toEqual(new Set([SAMPLE_DEVICE.id]));
});

it('gives the same costs in each format, exact, and none where no tariff applies', async () => {
  const { devices, tariffs } = samplePricing();
  const of = (format: ExportFormatName) => sampleExport(format, 'hours', devices, tariffs);
  const csv = Buffer.from(await of('csv'))
    .toString()
    .trim()
    .split('\r\n')
    .slice(1);
  const costs = csv.map((line) => line.split(',').slice(-2));
  expect(new Set(costs.map(([, currency]) => currency))).toEqual(new Set(['EUR', 'CHF', '']));
  expect(costs[3]).toEqual(['0.287400', 'EUR']);
  const ndjson = Buffer.from(await of('ndjson'))
    .toString()
    .trim()
    .split('\n');
  expect(
    ndjson
      .map((line) => JSON.parse(line))
      .map(({ cost, currency }) => [cost ?? '', currency ?? '']),
  ).toEqual(costs);
  const parquet = await parquetReadObjects({ file: (await of('parquet')).buffer });
  // Their reader gives doubles.
  const asDouble = (cost: unknown) => Number(cost ?? 0).toPrecision(14);
  expect(parquet.map(({ cost, currency }) => [asDouble(cost), currency ?? ''])).toEqual(
    costs.map(([cost, currency]) => [asDouble(cost), currency]),
  );
});

it('takes any range of the bytes from the same sequence', async () => {
  const parts = ['', 'a', 'bc'.repeat(40_000), 'd', 'e'.repeat(70_000)];
  const all = () =>
    pieces(
      (async function* () {
        yield* parts;
      })(),
    );
  const text = parts.join('');
  expect(await countBytes(all())).toBe(text.length);
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.nat(text.length - 1), async (one, other) => {
      const range = { start: Math.min(one, other), end: Math.max(one, other) };
      const taken = await Array.fromAsync(bytesInRange(all(), range));
      expect(Buffer.concat(taken).toString()).toBe(text.slice(range.start, range.end + 1));
    }),
    { numRuns: 20 },
  );
});

function decimalKilowattHours(energy: number | bigint): string {
  const rows = new RowBuffer();
  rows.kilowattHours(energy);
  return Buffer.from(rows.take()).toString();
}

async function textOf(format: ExportFormatName, rows: ExportRows): Promise<string> {
  return Buffer.from(await sampleExport(format, rows)).toString();
}
