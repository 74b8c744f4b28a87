import { calendarDay } from '@energy/domain';
import type { HourScan, ScannedHour, ScannedReading } from '@energy/read-models';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { decimalKilowattHours } from './decimal.ts';
import { EnergyExport, type ExportRows } from './energy-export.ts';
import { EXPORT_FORMATS, type ExportFormatName } from './formats.ts';
import { bytesInRange, countBytes, pieces } from './pieces.ts';

const HOUR_MS = 3_600_000;
const DEVICE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const ENERGIES = [0, 1, 999, 1_000_000_000, 123_456_789_012_345, 2 ** 53 - 1, 2n ** 62n];

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
  const parquet = await parquetReadObjects({ file: await bytesOf('parquet', rows) });
  const column = (name: string) => csv.slice(1).map((cells) => cells[csv[0]!.indexOf(name)]!);
  const [instant] = rows === 'hours' ? ['start'] : ['timestamp'];
  expect(column(instant!)).toHaveLength(ENERGIES.length);
  expect(ndjson.map((row) => row[instant!])).toEqual(column(instant!));
  expect(parquet.map((row) => row[instant!].toISOString())).toEqual(column(instant!));
  expect(ndjson.map(({ localTime }) => localTime)).toEqual(column('local_time'));
  expect(parquet.map((row) => row.local_time.toISOString().slice(0, -1))).toEqual(
    column('local_time').map((local) => local.slice(0, -'+02:00'.length)),
  );
  expect(column('energy_kwh')).toEqual(energiesOf(rows).map(decimalKilowattHours));
  expect(ndjson.map(({ energy }) => energy)).toEqual(column('energy_kwh').map(Number));
  expect(parquet.map(({ energy_kwh: energy }) => energy)).toEqual(column('energy_kwh').map(Number));
  expect(new Set(parquet.map(({ device_id: id }) => id))).toEqual(new Set([DEVICE]));
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

/** Readings hold safe integers only. */
function energiesOf(rows: ExportRows): (number | bigint)[] {
  return ENERGIES.map((energy) =>
    rows === 'readings' ? Math.min(Number(energy), 2 ** 53 - 1) : energy,
  );
}

/** One device with consecutive hours over a change of clocks, each with one reading. */
function scanOf(rows: ExportRows): HourScan {
  const first = Date.parse('2026-10-24T22:00:00Z');
  const all = energiesOf(rows).map((energy, index) => ({ hour: first + index * HOUR_MS, energy }));
  const within = (starts: readonly number[]) => all.filter(({ hour }) => starts.includes(hour));
  return {
    groups: async (ids) => [ids],
    hours: async (_, starts) => [
      within(starts).map(({ hour, energy: total }): ScannedHour => ({ hour, total, readings: 1 })),
    ],
    readings: async (_, starts) => [
      within(starts).map(
        ({ hour, energy }): ScannedReading => ({ hour, at: hour + 60_001, energy: Number(energy) }),
      ),
    ],
    stateOf: async () => 'state',
  };
}

async function bytesOf(format: ExportFormatName, rows: ExportRows): Promise<ArrayBuffer> {
  const device = { id: DEVICE, timeZone: 'Europe/Brussels', description: 'Meter', revision: 0 };
  const energyExport = await EnergyExport.of(scanOf(rows), {
    devices: [device],
    range: { from: calendarDay('2026-10-24'), to: calendarDay('2026-10-26') },
    rows,
    reader: 'administrator',
  });
  const parts = await Array.fromAsync(pieces(EXPORT_FORMATS[format].encode(energyExport)));
  return new Uint8Array(Buffer.concat(parts)).buffer;
}

async function textOf(format: ExportFormatName, rows: ExportRows): Promise<string> {
  return Buffer.from(await bytesOf(format, rows)).toString();
}
