import { calendarDay, localHours, MonthBill, type TariffVersion, totalsOf } from '@energy/domain';
import { expect, it } from 'vitest';
import { expectedCents } from './cost-truth.ts';
import { expectedHours, readRows } from './ground-truth.ts';
import { CSV } from './meter.ts';
import { PRICES } from './tariff.ts';

const version = { validFrom: '2026-01-01', ...PRICES } as TariffVersion;

it.each(['Europe/Brussels', 'Asia/Kolkata', 'America/New_York'])(
  'the expected cents of a fortnight in %s are those that the domain bills, over the end of daylight saving time',
  (timeZone) => {
    const first = Temporal.PlainDate.from('2026-10-25');
    const days = Array.from({ length: 14 }, (_, index) => first.add({ days: index }).toString());
    const instantOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).epochMilliseconds;
    const hours = expectedHours(
      readRows(CSV),
      instantOf(first),
      instantOf(first.add({ days: 14 })),
      timeZone,
    );
    for (const [month, cents] of expectedCents(hours, days)) {
      const bill = new MonthBill(calendarDay(`${month}-01`), 'consumption');
      for (const day of days.filter((each) => each.startsWith(month))) {
        const billed = localHours(timeZone)
          .ofDay(Temporal.PlainDate.from(day))
          .map(({ label, offset }) => {
            const hour = Number(label.slice(0, 2));
            const { wh } = hours.get(`${day} ${hour} ${offset}`)!;
            return { hour, energy: BigInt(wh) * 1_000_000n };
          });
        bill.add(
          { day: calendarDay(day), hours: billed, isCharged: true },
          { tariffId: 't', currency: 'EUR', version },
        );
      }
      const [total] = totalsOf(bill.lines());
      expect(total!.amount.replace('.', '')).toBe(String(cents));
    }
  },
);
