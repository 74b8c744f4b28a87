import {
  type BillOptions,
  type BillReading,
  billDevice,
  type DeviceView,
  readDays,
  withMarksOfDays,
} from '@energy/costs';
import {
  calendarDay,
  dayText,
  kilowattHours,
  lastOfMonth,
  localHours,
  type Terms,
} from '@energy/domain';
import type { Tariff } from '@energy/read-models';
import { compare } from '../periods/consumption-of-period.ts';
import { invalid } from '../periods/range.ts';
import { marksAsShown, sumOf, sumsAsShown } from '../periods/representation.ts';
import type { Statement } from '../schemas/statement.ts';
import { billedCosts, exactCosts } from './costs.ts';

/** Readings begin in 2005, in UTC. */
const FIRST_DAY = calendarDay('2004-12-31');

export interface StatementRequest {
  /** Such as 2026-11; the current month by default. */
  readonly month: string | undefined;
  /** The prices in place of those of the assigned tariffs. */
  readonly termsOn?: ((day: number) => Terms | undefined) | undefined;
}

/**
 * The bill of a device for a month, as a reader may see it.
 *
 * @throws ProblemError for a month in the future
 */
export async function statementOf(
  view: DeviceView,
  { month: requested, termsOn }: StatementRequest,
  reading: BillReading,
): Promise<Statement> {
  const { device } = view;
  const today = localHours(device.timeZone).dayOfHour(reading.now);
  const month = requested ?? dayText(today).slice(0, 7);
  const from = calendarDay(`${month}-01`);
  if (from > today) throw invalid('month', `${month} has not begun in ${device.timeZone}.`);
  const range = { from, to: lastOfMonth(from) };
  const options: BillOptions = termsOn ? { termsOn } : {};
  const bill = await billDevice(view, range, reading, options);
  const marked = { view, range };
  const records = await withMarksOfDays(await readDays(view, range, reading), marked, reading);
  const sums = sumOf(records);
  const before = sumOf(await readDays(view, { from: FIRST_DAY, to: from - 1 }, reading));
  const lines = bill.months.flatMap((each) => each.lines);
  const ids = [...new Set(lines.map(({ tariffId }) => tariffId))];
  const tariffs = new Map((await reading.tariffs.findAll(ids)).map((each) => [each.id, each]));
  const shown = sumsAsShown(sums);
  return {
    deviceId: device.id,
    description: device.description,
    address: device.address,
    timeZone: device.timeZone,
    month,
    from: dayText(range.from),
    to: dayText(range.to),
    preliminary: today <= range.to || !shown.complete,
    flow: device.meter.flow ?? 'consumption',
    unit: 'kWh',
    ...shown,
    ...billedCosts([bill], range),
    recorded: {
      atStart: kilowattHours(before.total),
      atEnd: kilowattHours(before.total + sums.total),
    },
    lines: lines.map((line) => lineAsShown(line, tariffs)),
    days: records.map(({ day, total, hoursMeasured, ...marks }) => ({
      day: dayText(day),
      total: hoursMeasured === 0 ? null : kilowattHours(total),
      ...marksAsShown(marks),
      costs: exactCosts([bill], { from: day, to: day }).costs,
    })),
    comparison: await compare({ sums, range, by: 'month' }, async (each) =>
      sumOf(await readDays(view, each, reading)),
    ),
  };
}

function lineAsShown(
  line: Awaited<ReturnType<typeof billDevice>>['months'][number]['lines'][number],
  tariffs: ReadonlyMap<string, Tariff>,
): Statement['lines'][number] {
  const { kind, tariffId, validFrom, rate, tier, energy, days, price, per, currency, amount } =
    line;
  return {
    kind,
    tariff: tariffs.get(tariffId)?.name ?? tariffId,
    tariffId,
    validFrom,
    rate: rate ?? null,
    tierAbove: tier?.above ?? null,
    tierUpTo: tier?.upTo ?? null,
    energy: energy === undefined ? null : kilowattHours(energy),
    days: days ?? null,
    price,
    per: per ?? null,
    currency,
    amount,
  };
}
