import { decimalKilowattHours } from './decimal.ts';
import { type DeviceDay, type EnergyExport, localTime } from './energy-export.ts';

/** Encodes one JSON object a line. Energies are exact decimals, also beyond the digits of a double. */
export async function* toNdjson(energyExport: EnergyExport): AsyncGenerator<string> {
  for await (const days of energyExport.days()) yield lines(days);
}

function lines(days: readonly DeviceDay[]): string {
  let text = '';
  for (const { device, hours, readings } of days) {
    const start = `{"deviceId":${JSON.stringify(device.id)}`;
    for (const { hour, total, readings: count, quality } of hours) {
      const times = `"start":"${hour.startUtc}","localTime":"${hour.startLocal}","minutes":${hour.minutes}`;
      text += `${start},${times},"energy":${decimalKilowattHours(total)},"readings":${count},"quality":"${quality}"}\n`;
    }
    for (const { hour, at, energy, quality } of readings) {
      const times = `"timestamp":"${new Date(at).toISOString()}","localTime":"${localTime(at, hour.offset)}"`;
      text += `${start},${times},"energy":${decimalKilowattHours(energy)},"quality":"${quality}"}\n`;
    }
  }
  return text;
}
