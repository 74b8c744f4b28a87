import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type BillTotal,
  type CalendarDay,
  firstOfMonth,
  localHours,
  totalsOf,
} from '@energy/domain';
import type { BillReading } from './device-bill.ts';
import { type DeviceView, flowOf } from './device-view.ts';
import {
  currentMonth,
  forecastMonth,
  type MonthFigures,
  type MonthForecast,
} from './month-forecast.ts';

/** A device's month, and whether it feeds into the grid. */
export interface DeviceMonth extends MonthForecast {
  readonly isProducing: boolean;
}

export interface SharedMonth {
  /** The first day of the earliest month that is current in a zone of the devices. */
  readonly month: CalendarDay;
  readonly devices: readonly DeviceMonth[];
}

/** Forecasts the current month of each device, one after the other; other work has its turn in between. */
export async function forecastTogether(
  views: readonly DeviceView[],
  reading: BillReading,
): Promise<SharedMonth> {
  const month = commonMonth(views, reading.now);
  const devices: DeviceMonth[] = [];
  for (const view of views) {
    const forecast = await forecastMonth(view, month, reading);
    devices.push({ ...forecast, isProducing: flowOf(view.device) === 'production' });
    await nextTurn();
  }
  return { month, devices };
}

/** The costs of a month as they are expected; a device without a forecast counts with what it has used so far. */
export function expectedCosts({ devices }: SharedMonth): readonly BillTotal[] {
  return totalsOf(devices.flatMap((device) => likelyOf(device).costs));
}

/** What is expected, or known so far without a forecast. */
export function likelyOf({ end, soFar }: MonthForecast): MonthFigures {
  return end?.likely ?? soFar;
}

/** Without devices, the month of UTC. */
function commonMonth(views: readonly DeviceView[], now: number): CalendarDay {
  if (views.length === 0) return firstOfMonth(localHours('UTC').dayOfHour(now));
  return Math.min(...views.map((view) => currentMonth(view, now)));
}
