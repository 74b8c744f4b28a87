import { type DeviceDay, type EnergyExport, localTime, qualityOf } from './energy-export.ts';
import { HourEnds, HourTexts, RowBuffer } from './row-buffer.ts';

const COLUMNS = {
  hours: 'device_id,start,local_time,minutes,energy_kwh,readings,quality',
  readings: 'device_id,timestamp,local_time,energy_kwh,quality',
} as const;

const ROW_ENDS = {
  measured: Buffer.from(',measured\r\n'),
  estimated: Buffer.from(',estimated\r\n'),
  suspect: Buffer.from(',suspect\r\n'),
} as const;

/** Encodes CSV (RFC 4180). No cell needs quotation marks: ids, instants, decimals and words contain no comma. */
export async function* toCsv(energyExport: EnergyExport): AsyncGenerator<string | Uint8Array> {
  yield `${COLUMNS[energyExport.rows]}\r\n`;
  const writer = new CsvWriter();
  for await (const days of energyExport.days()) yield writer.encode(days);
}

class CsvWriter {
  readonly #rows = new RowBuffer();
  readonly #hours = new HourTexts<DeviceDay['hours'][number]>(
    ({ startUtc, startLocal, minutes }) => `,${startUtc},${startLocal},${minutes},`,
  );

  readonly #ends = new HourEnds((total) => `,${total.readings},${qualityOf(total)}\r\n`);

  encode(days: readonly DeviceDay[]): Uint8Array {
    for (const day of days) {
      const id = Buffer.from(day.device.id);
      this.#writeTotals(id, day);
      this.#writeReadings(id, day);
    }
    return this.#rows.take();
  }

  #writeTotals(id: Uint8Array, { totals, hours }: DeviceDay): void {
    const rows = this.#rows;
    const texts = this.#hours.of(hours);
    for (let index = 0; index < totals.length; index++) {
      const total = totals[index]!;
      rows.constant(id);
      rows.constant(texts[index]!);
      rows.kilowattHours(total.total);
      rows.constant(this.#ends.of(total));
    }
  }

  #writeReadings(id: Uint8Array, { readings, hours }: DeviceDay): void {
    const rows = this.#rows;
    for (const [index, { at, energy, quality }] of readings.entries()) {
      rows.constant(id);
      rows.text(`,${new Date(at).toISOString()},${localTime(at, hours[index]!.offset)},`);
      rows.kilowattHours(energy);
      rows.constant(ROW_ENDS[quality]);
    }
  }
}
