import { EXACT_COST_DIGITS } from '@energy/costs';
import { roundAmount } from '@energy/domain';
import { type DeviceDay, type EnergyExport, localTime, qualityOf } from './energy-export.ts';
import type { DayCosts } from './hour-prices.ts';
import { HourEnds, HourTexts, RowBuffer } from './row-buffer.ts';

const ROW_END = '}\n';
const READING_ENDS = {
  measured: Buffer.from(',"quality":"measured"}\n'),
  estimated: Buffer.from(',"quality":"estimated"}\n'),
  suspect: Buffer.from(',"quality":"suspect"}\n'),
} as const;

/** Encodes one JSON object a line. Energies are exact decimals, also beyond the digits of a double. */
export async function* toNdjson(energyExport: EnergyExport): AsyncGenerator<Uint8Array> {
  const writer = new NdjsonWriter(energyExport.hasCosts);
  for await (const days of energyExport.days()) yield writer.encode(days);
}

class NdjsonWriter {
  readonly #rows = new RowBuffer();
  readonly #hours = new HourTexts<DeviceDay['hours'][number]>(
    ({ startUtc, startLocal, minutes }) =>
      `,"start":"${startUtc}","localTime":"${startLocal}","minutes":${minutes},"energy":`,
  );

  readonly #ends: HourEnds;

  constructor(hasCosts: boolean) {
    const rowEnd = hasCosts ? '' : ROW_END;
    this.#ends = new HourEnds(
      (total) => `,"readings":${total.readings},"quality":"${qualityOf(total)}"${rowEnd}`,
    );
  }

  encode(days: readonly DeviceDay[]): Uint8Array {
    for (const day of days) {
      const start = Buffer.from(`{"deviceId":${JSON.stringify(day.device.id)}`);
      this.#writeTotals(start, day);
      this.#writeReadings(start, day);
    }
    return this.#rows.take();
  }

  #writeTotals(start: Uint8Array, { totals, hours, costs }: DeviceDay): void {
    const rows = this.#rows;
    const texts = this.#hours.of(hours);
    for (let index = 0; index < totals.length; index++) {
      const total = totals[index]!;
      rows.constant(start);
      rows.constant(texts[index]!);
      rows.kilowattHours(total.total);
      rows.constant(this.#ends.of(total));
      if (costs) rows.text(costMembers(costs, index));
    }
  }

  #writeReadings(start: Uint8Array, { readings, hours }: DeviceDay): void {
    const rows = this.#rows;
    for (const [index, { at, energy, quality }] of readings.entries()) {
      rows.constant(start);
      const local = localTime(at, hours[index]!.offset);
      rows.text(`,"timestamp":"${new Date(at).toISOString()}","localTime":"${local}","energy":`);
      rows.kilowattHours(energy);
      rows.constant(READING_ENDS[quality]);
    }
  }
}

/** Both are null for an hour without a price. */
function costMembers({ currency, amounts }: DayCosts, index: number): string {
  const amount = amounts[index];
  const cost = amount === undefined ? null : roundAmount(amount, EXACT_COST_DIGITS);
  const named = amount === undefined ? null : currency;
  return `,"cost":${JSON.stringify(cost)},"currency":${JSON.stringify(named)}${ROW_END}`;
}
