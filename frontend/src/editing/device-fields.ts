import type { Device } from '../api/client.ts';
import type { Formats } from '../format/formats.ts';
import {
  isMeterText,
  METER_DEFAULTS,
  METER_FIELDS,
  type MeterField,
  toMeterData,
  toMeterTexts,
} from '../meters/meter-fields.ts';
import { findTimeZone } from '../time-zones/time-zones.ts';
import { isLimit, isLine, isTimeZone, parseDecimal } from './rules.ts';

type Separator = Formats['decimalSeparator'];

/** The text that confirms that all readings are counted again. */
export const CONFIRMED = 'confirmed';

/** The texts of a form for a device. */
export type DeviceFields = ReturnType<typeof emptyDevice>;

/** A new device in the time zone of the browser. */
export function emptyDevice() {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const name = findTimeZone(timeZone)?.name ?? timeZone;
  const device = { description: '', address: '', maxHourlyConsumption: '', timeZone: name };
  return { ...device, ...METER_DEFAULTS, recount: '' };
}

/** @param format writes a number as people type it */
export function toDeviceFields(device: Device, format: (value: number) => string): DeviceFields {
  const { description, address, timeZone, maxHourlyConsumption } = device;
  const limit = format(maxHourlyConsumption);
  const meter = toMeterTexts(device, format);
  const attributes = { description, address, maxHourlyConsumption: limit, timeZone };
  return { ...attributes, ...meter, recount: '' };
}

export interface DeviceRuleOptions {
  readonly separator: () => Separator;
  /** Whether the meter counts a volume, which is converted by a factor. */
  readonly isVolume: () => boolean;
  /** Whether the changes count all readings again, which has to be confirmed. */
  readonly isRecounted: () => boolean;
}

/** The rules of the form, by field. */
export function deviceRules({ separator, isVolume, isRecounted }: DeviceRuleOptions) {
  const meterRule = (field: MeterField) => (text: string) => {
    const isMissing = field === 'kWhPerCubicMetre' && isVolume() && text.trim() === '';
    return !isMissing && isMeterText(field, text, separator());
  };
  return {
    description: (text: string) => isLine('description', text),
    address: (text: string) => isLine('address', text),
    maxHourlyConsumption: (text: string) => isLimit(parseDecimal(text, separator())),
    timeZone: (name: string) => isTimeZone(name.trim()),
    recount: (confirmation: string) => !isRecounted() || confirmation === CONFIRMED,
    ...Object.fromEntries(METER_FIELDS.map((field) => [field, meterRule(field)])),
  };
}

/** Converts valid texts to the registration of a device. */
export function toRegistration(fields: DeviceFields, separator: Separator) {
  const { description, address, timeZone } = fields;
  return {
    description,
    address,
    maxHourlyConsumption: parseDecimal(fields.maxHourlyConsumption, separator)!,
    timeZone: timeZone.trim(),
    ...toMeterData(fields, separator),
  };
}

/** Converts valid changed texts to the change of a device; null removes an attribute of the meter. */
export function toDeviceChange(changes: Partial<DeviceFields>, separator: Separator) {
  const { description, address, maxHourlyConsumption: limit } = changes;
  const removed = METER_FIELDS.filter((field) => changes[field]?.trim() === '');
  return {
    ...(description !== undefined && { description }),
    ...(address !== undefined && { address }),
    ...(limit !== undefined && { maxHourlyConsumption: parseDecimal(limit, separator)! }),
    ...Object.fromEntries(removed.map((field) => [field, null])),
    ...toMeterData(changes, separator),
  };
}
