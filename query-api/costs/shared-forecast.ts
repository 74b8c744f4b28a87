import {
  type BillReading,
  type DeviceMonth,
  type DeviceView,
  forecastTogether,
  likelyOf,
  type MonthFigures,
} from '@energy/costs';
import { type BillTotal, dayText, kilowattHours, totalsOf } from '@energy/domain';
import { invalid } from '../periods/range.ts';
import type { SharedForecast } from '../schemas/forecast.ts';
import { forecastAsShown } from './forecast.ts';

/** Take some seconds: the gateway waits for 8. */
const MAX_DEVICES = 200;

/**
 * Forecasts the current month of several devices together. The ends of the interval are the sums of theirs, as if all
 * deviated together.
 *
 * @throws ProblemError for too many devices
 */
export async function forecastOfViews(
  views: readonly DeviceView[],
  reading: BillReading,
): Promise<SharedForecast> {
  if (views.length > MAX_DEVICES) {
    throw invalid(
      'search',
      `These are ${views.length} devices; at most ${MAX_DEVICES} are forecast together: add words.`,
    );
  }
  const { month, devices: months } = await forecastTogether(views, reading);
  const foreseen = months.filter(({ end }) => end !== undefined);
  const soFar = sumOf(months, ({ soFar: figures }) => figures);
  return {
    month: dayText(month).slice(0, 7),
    unit: 'kWh',
    devices: months.length,
    devicesWithoutForecast: months.length - foreseen.length,
    energySoFar: kilowattHours(soFar.energy),
    costsSoFar: [...soFar.costs],
    forecast:
      foreseen.length === 0
        ? null
        : forecastAsShown({
            low: sumOf(months, lowOf),
            likely: sumOf(months, likelyOf),
            high: sumOf(months, highOf),
          }),
  };
}

/** What costs least: where a device produces, the most energy. */
function lowOf({ end, soFar, isProducing }: DeviceMonth): MonthFigures {
  return (isProducing ? end?.high : end?.low) ?? soFar;
}

function highOf({ end, soFar, isProducing }: DeviceMonth): MonthFigures {
  return (isProducing ? end?.low : end?.high) ?? soFar;
}

/** The energy of the devices that consume, and the costs of all. */
function sumOf(
  months: readonly DeviceMonth[],
  figuresOf: (month: DeviceMonth) => MonthFigures,
): { energy: bigint; costs: readonly BillTotal[] } {
  const energy = months
    .filter(({ isProducing }) => !isProducing)
    .reduce((sum, month) => sum + figuresOf(month).energy, 0n);
  return { energy, costs: totalsOf(months.flatMap((month) => figuresOf(month).costs)) };
}
