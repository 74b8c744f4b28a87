import { EXACT_COST_DIGITS } from '@energy/costs';
import { roundAmount } from '@energy/domain';
import { type DeviceDay, type EnergyExport, localTime, qualityOf } from './energy-export.ts';
import type { DayCosts } from './hour-prices.ts';
import { HourEnds, HourTexts, RowBuffer } from './row-buffer.ts';

const COLUMNS = {
  hours: 'device_id,start,local_time,minutes,energy_kwh,readings,quality',
  readings: 'device_id,timestamp,local_time,energy_kwh,quality',
} as const;
const COST_COLUMNS = ',cost,currency';

const ROW_END = '\r\n';
const READING_ENDS = {
  measured: Buffer.from(`,measured${ROW_END}`),
  estimated: Buffer.from(`,estimated${ROW_END}`),
  suspect: Buffer.from(`,suspect${ROW_END}`),
} as const;

/** Encodes CSV (RFC 4180). No cell needs quotation marks: ids, instants, decimals and words contain no comma. */
export async function* toCsv(energyExport: EnergyExport): AsyncGenerator<string | Uint8Array> {
  const { rows, hasCosts } = energyExport;
  yield `${COLUMNS[rows]}${hasCosts ? COST_COLUMNS : ''}${ROW_END}`;
  const writer = new CsvWriter(hasCosts);
  for await (const days of energyExport.days()) yield writer.encode(days);
}

class CsvWriter {
  readonly #rows = new RowBuffer();
  readonly #hours = new HourTexts<DeviceDay['hours'][number]>(
    ({ startUtc, startLocal, minutes }) => `,${startUtc},${startLocal},${minutes},`,
  );
  readonly #ends: HourEnds;

  constructor(hasCosts: boolean) {
    const rowEnd = hasCosts ? '' : ROW_END;
    this.#ends = new HourEnds((total) => `,${total.readings},${qualityOf(total)}${rowEnd}`);
  }

  encode(days: readonly DeviceDay[]): Uint8Array {
    for (const day of days) {
      const id = Buffer.from(day.device.id);
      this.#writeTotals(id, day);
      this.#writeReadings(id, day);
    }
    return this.#rows.take();
  }

  #writeTotals(id: Uint8Array, { totals, hours, costs }: DeviceDay): void {
    const rows = this.#rows;
    const texts = this.#hours.of(hours);
    for (let index = 0; index < totals.length; index++) {
      const total = totals[index]!;
      rows.constant(id);
      rows.constant(texts[index]!);
      rows.kilowattHours(total.total);
      rows.constant(this.#ends.of(total));
      if (costs) rows.text(costCells(costs, index));
    }
  }

  #writeReadings(id: Uint8Array, { readings, hours }: DeviceDay): void {
    const rows = this.#rows;
    for (const [index, { at, energy, quality }] of readings.entries()) {
      rows.constant(id);
      rows.text(`,${new Date(at).toISOString()},${localTime(at, hours[index]!.offset)},`);
      rows.kilowattHours(energy);
      rows.constant(READING_ENDS[quality]);
    }
  }
}

/** Both are empty for an hour without a price. */
function costCells({ currency, amounts }: DayCosts, index: number): string {
  const amount = amounts[index];
  if (amount === undefined) return `,,${ROW_END}`;
  return `,${roundAmount(amount, EXACT_COST_DIGITS)},${currency}${ROW_END}`;
}
