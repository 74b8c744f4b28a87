import { decimalKilowattHours } from './decimal.ts';
import { type DeviceDay, type EnergyExport, localTime } from './energy-export.ts';

const COLUMNS = {
  hours: 'device_id,start,local_time,minutes,energy_kwh,readings,quality',
  readings: 'device_id,timestamp,local_time,energy_kwh,quality',
} as const;

/** Encodes CSV (RFC 4180). No cell needs quotation marks: ids, instants, decimals and words contain no comma. */
export async function* toCsv(energyExport: EnergyExport): AsyncGenerator<string> {
  yield `${COLUMNS[energyExport.rows]}\r\n`;
  for await (const days of energyExport.days()) yield lines(days);
}

function lines(days: readonly DeviceDay[]): string {
  let text = '';
  for (const { device, hours, readings } of days) {
    for (const { hour, total, readings: count, quality } of hours) {
      const start = `${hour.startUtc},${hour.startLocal},${hour.minutes}`;
      text += `${device.id},${start},${decimalKilowattHours(total)},${count},${quality}\r\n`;
    }
    for (const { hour, at, energy, quality } of readings) {
      const instant = `${new Date(at).toISOString()},${localTime(at, hour.offset)}`;
      text += `${device.id},${instant},${decimalKilowattHours(energy)},${quality}\r\n`;
    }
  }
  return text;
}
