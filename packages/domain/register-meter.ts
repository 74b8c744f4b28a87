import { energyIn, microwattHours } from './energy.ts';
import { type DeviceMeter, type MeterDescription, meterDescription } from './meter.ts';
import type { RegisterMeter, RegisterReplacement } from './register.ts';

const MINUTE_MS = 60_000;
const MINUTES_OF_AN_HOUR = 60;

/** What the energy between the registers of a described meter depends on. */
export function registerMeter(meter: DeviceMeter): RegisterMeter {
  const { intervalMinutes, maxPower, registerDigits } = meterDescription(meter);
  const turn =
    registerDigits === undefined ? undefined : registerEnergy(10 ** registerDigits, meter);
  return {
    interval: intervalMinutes * MINUTE_MS,
    ...(maxPower !== undefined && { maxHourlyEnergy: microwattHours(maxPower)! }),
    // A turn that cannot be counted is beyond every register that can.
    ...(turn !== undefined && { turn }),
    ...replacementsOf(meter),
  };
}

/** The most energy that a meter can measure in an interval, in µWh. */
export function maxIntervalEnergy({
  maxPower,
  intervalMinutes,
}: Pick<MeterDescription, 'maxPower' | 'intervalMinutes'>): number {
  if (maxPower === undefined) return Number.POSITIVE_INFINITY;
  return (microwattHours(maxPower)! * intervalMinutes) / MINUTES_OF_AN_HOUR;
}

/** A register in µWh; `undefined` where that cannot be counted. */
export function registerEnergy(value: number, meter: DeviceMeter): number | undefined {
  const { unit, kWhPerCubicMetre } = meterDescription(meter);
  const factor = kWhPerCubicMetre?.[0]?.factor;
  return energyIn(value, { unit, ...(factor !== undefined && { kWhPerCubicMetre: factor }) });
}

function replacementsOf(meter: DeviceMeter): Pick<RegisterMeter, 'replacements'> {
  const replacements = (meter.replacements ?? []).flatMap((each): RegisterReplacement[] => {
    const final = registerEnergy(each.finalReading, meter);
    const first = registerEnergy(each.firstReading, meter);
    if (final === undefined || first === undefined) return [];
    return [{ at: Date.parse(each.replacedAt), final, first }];
  });
  return replacements.length > 0 ? { replacements } : {};
}
