import {
  type BillReading,
  currentMonth,
  type DeviceView,
  forecastMonth,
  type MonthForecast,
} from '@energy/costs';
import { dayText, kilowattHours } from '@energy/domain';
import type { Forecast } from '../schemas/forecast.ts';

/** Forecasts the current month of a device, as the API shows it. */
export async function forecastOf(view: DeviceView, reading: BillReading): Promise<Forecast> {
  const month = currentMonth(view, reading.now);
  const { daysOfHistory, soFar, end } = await forecastMonth(view, month, reading);
  return {
    deviceId: view.device.id,
    month: dayText(month).slice(0, 7),
    unit: 'kWh',
    daysOfHistory,
    energySoFar: kilowattHours(soFar.energy),
    costsSoFar: [...soFar.costs],
    forecast: end ? forecastAsShown(end) : null,
  };
}

export function forecastAsShown({ low, likely, high }: NonNullable<MonthForecast['end']>) {
  return {
    energy: kilowattHours(likely.energy),
    energyLow: kilowattHours(low.energy),
    energyHigh: kilowattHours(high.energy),
    costs: [...likely.costs],
    costsLow: [...low.costs],
    costsHigh: [...high.costs],
  };
}
