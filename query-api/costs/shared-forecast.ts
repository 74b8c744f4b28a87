import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type BillReading,
  currentMonth,
  type DeviceView,
  flowOf,
  forecastMonth,
  type MonthFigures,
  type MonthForecast,
} from '@energy/costs';
import {
  type BillTotal,
  type CalendarDay,
  dayText,
  firstOfMonth,
  kilowattHours,
  totalsOf,
} from '@energy/domain';
import { invalid, latestToday } from '../periods/range.ts';
import type { SharedForecast } from '../schemas/forecast.ts';
import { forecastAsShown } from './forecast.ts';

/** Take some seconds: the gateway waits for 8. */
const MAX_DEVICES = 200;

/** A device's month, and whether it feeds into the grid. */
interface DeviceMonth extends MonthForecast {
  readonly isProducing: boolean;
}

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
  const month = commonMonth(views, reading.now);
  const months: DeviceMonth[] = [];
  for (const view of views) {
    const forecast = await forecastMonth(view, month, reading);
    months.push({ ...forecast, isProducing: flowOf(view.device) === 'production' });
    await nextTurn();
  }
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
            likely: sumOf(months, ({ end, soFar: figures }) => end?.likely ?? figures),
            high: sumOf(months, highOf),
          }),
  };
}

/** The earliest month that is current in a zone of the devices. */
function commonMonth(views: readonly DeviceView[], now: number): CalendarDay {
  if (views.length === 0) return firstOfMonth(latestToday([], now).today);
  return Math.min(...views.map((view) => currentMonth(view, now)));
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
