import { calendarDay } from '@energy/domain';
import type { HourScan, ScannedHour, ScannedReading, Tariff } from '@energy/read-models';
import { EnergyExport, type ExportRows } from '../energy-export.ts';
import type { ExportedDevice } from '../exported-devices.ts';
import { EXPORT_FORMATS, type ExportFormatName } from '../formats.ts';
import { HourPrices } from '../hour-prices.ts';
import { pieces } from '../pieces.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.parse('2026-10-24T22:00:00Z');
/** In µWh, one for each hour from the first one of the day on which the clocks of Brussels go back. */
const ENERGIES = [0, 1, 999, 1_000_000_000, 123_456_789_012_345, 2 ** 53 - 1, 2n ** 62n];

export const SAMPLE_DEVICE: ExportedDevice = {
  id: '5c2494a3-1140-4c7a-991a-a1a2561c6bc2',
  timeZone: 'Europe/Brussels',
  description: 'Fridge & <freezer>, "cold"',
  meter: {},
  tariffs: [],
  revision: 0,
};

/** A tariff with one price. */
export function sampleTariff(id: string, currency: string, price: string): Tariff {
  return {
    id,
    name: 'Standard',
    currency,
    versions: [{ validFrom: '2026-01-01', rates: [{ name: 'All', tiers: [{ price }] }] }],
    createdAt: '2026-01-01T00:00:00.000Z',
    retiredAt: undefined,
    revision: 1,
  };
}

/** Tariffs of two currencies, and devices with one of them each, and with none. */
export function samplePricing() {
  const tariffs = [sampleTariff('euro', 'EUR', '0.2874'), sampleTariff('franc', 'CHF', '0')];
  const devices = ['euro', 'franc', null].map((tariffId, number) => ({
    ...SAMPLE_DEVICE,
    id: `device-${number}`,
    tariffs: [{ from: '2026-01-01', tariffId }],
  }));
  return { devices, tariffs };
}

/** The energies of rows; readings hold safe integers only. */
export function sampleEnergies(rows: ExportRows): (number | bigint)[] {
  return ENERGIES.map((energy) =>
    rows === 'readings' ? Math.min(Number(energy), Number.MAX_SAFE_INTEGER) : energy,
  );
}

/** Encodes an export of devices that all have the same consecutive hours, each with one reading. */
export async function sampleExport(
  format: ExportFormatName,
  rows: ExportRows,
  devices: readonly ExportedDevice[] = [SAMPLE_DEVICE],
  tariffs: readonly Tariff[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const prices = await HourPrices.of(devices, { findAll: async () => tariffs });
  const energyExport = await EnergyExport.of(sampleScan(rows), {
    devices,
    range: { from: calendarDay('2026-10-24'), to: calendarDay('2026-10-26') },
    rows,
    reader: 'administrator',
    ...(tariffs.length > 0 && { prices }),
  });
  const parts = await Array.fromAsync(pieces(EXPORT_FORMATS[format].encode(energyExport)));
  return new Uint8Array(Buffer.concat(parts));
}

function sampleScan(rows: ExportRows): HourScan {
  const all = sampleEnergies(rows).map((energy, index) => ({
    hour: FIRST + index * HOUR_MS,
    energy,
  }));
  const within = (starts: readonly number[]) => all.filter(({ hour }) => starts.includes(hour));
  return {
    quality: async (group) => group.map(() => []),
    recorded: async (group) => group.map(() => []),
    groups: async (ids) => (ids.length === 0 ? [] : [ids]),
    hours: async (group, starts) =>
      group.map(() =>
        within(starts).map(
          ({ hour, energy: total }): ScannedHour => ({
            hour,
            total,
            readings: 1,
            isEstimated: total === 999,
            ...(total === 0 && { isPartlyUnknown: true as const }),
          }),
        ),
      ),
    readings: async (group, starts) =>
      group.map(() =>
        within(starts).map(
          ({ hour, energy }): ScannedReading => ({
            hour,
            at: hour + 60_001,
            energy: Number(energy),
            quality: energy === 999 ? 'estimated' : 'measured',
          }),
        ),
      ),
    stateOf: async () => 'state',
  };
}
