import { createHash } from 'node:crypto';
import { tariffsOf, termsByDay } from '@energy/costs';
import {
  type Amount,
  type CalendarDay,
  firstOfMonth,
  MonthBill,
  meterDescription,
  type TariffAssignments,
  type Terms,
} from '@energy/domain';
import type { ScannedHour, Tariff, TariffsReadModel } from '@energy/read-models';
import type { ExportedDevice } from './exported-devices.ts';

/** The hours of a device on a local day. */
export interface PricedDay {
  readonly device: ExportedDevice;
  readonly day: CalendarDay;
  readonly totals: readonly ScannedHour[];
  /** The hour of each total. */
  readonly hours: readonly { readonly localHour: number }[];
}

/** The costs of a device's hours on a day: of their energy, with tax. */
export interface DayCosts {
  /** `undefined` where no tariff applies. */
  readonly currency: string | undefined;
  /** Of each hour; `undefined` without a price. */
  readonly amounts: readonly (Amount | undefined)[];
}

/** The prices of devices by day, as they are when an export begins. */
export class HourPrices {
  readonly #tariffs: ReadonlyMap<string, Tariff>;
  /** By assignments, which devices do not share: a device that is read again has the same. */
  readonly #terms = new WeakMap<TariffAssignments, (day: CalendarDay) => Terms | undefined>();

  private constructor(tariffs: ReadonlyMap<string, Tariff>) {
    this.#tariffs = tariffs;
  }

  static async of(
    devices: readonly ExportedDevice[],
    tariffs: Pick<TariffsReadModel, 'findAll'>,
  ): Promise<HourPrices> {
    return new HourPrices(
      await tariffsOf(
        devices.map((device) => device.tariffs),
        tariffs,
      ),
    );
  }

  /** The costs of an hour depend on the month's energy before it. */
  get haveTiers(): boolean {
    return this.#tariffs
      .values()
      .some(({ versions }) =>
        versions.some(({ rates }) => rates.some(({ tiers }) => tiers.length > 1)),
      );
  }

  on({ tariffs }: ExportedDevice, day: CalendarDay): Terms | undefined {
    return this.#terms.getOrInsertComputed(tariffs, () => termsByDay(tariffs, this.#tariffs))(day);
  }

  /** Identifies the prices of some devices: another text as soon as one of them may have changed. */
  identity(devices: readonly ExportedDevice[]): string {
    const hash = createHash('sha256');
    const texts = [
      ...devices.map(({ id, tariffs }) => `${id} ${JSON.stringify(tariffs)}\n`),
      ...Array.from(this.#tariffs.values(), ({ id, revision }) => `${id} ${revision}\n`),
    ];
    for (const text of texts.sort()) hash.update(text);
    return hash.digest('base64url');
  }
}

/**
 * Computes the costs of hours as the API shows them. Where prices have tiers, the days of each device come in order from
 * the first day of a month on.
 */
export class HourCosts {
  readonly #prices: HourPrices;
  /** The energy of each device in the current month so far, in µWh. */
  readonly #energies = new Map<string, bigint>();
  #month: CalendarDay | undefined;

  constructor(prices: HourPrices) {
    this.#prices = prices;
  }

  ofDay({ device, day, totals, hours }: PricedDay): DayCosts {
    const month = firstOfMonth(day);
    if (month !== this.#month) this.#energies.clear();
    this.#month = month;
    const before = this.#energies.get(device.id) ?? 0n;
    const energy = totals.reduce((sum, { total }) => sum + BigInt(total), before);
    this.#energies.set(device.id, energy);
    const terms = this.#prices.on(device, day);
    if (!terms) return { currency: undefined, amounts: totals.map(() => undefined) };
    const bill = new MonthBill(month, meterDescription(device.meter).flow);
    bill.skip({ day, isCharged: false, hours: [{ hour: 0, energy: before }] });
    const billed = totals.map(({ total }, index) => ({
      hour: hours[index]!.localHour,
      energy: BigInt(total),
    }));
    const cost = bill.add({ day, isCharged: false, hours: billed }, terms);
    return { currency: cost.currency, amounts: cost.hours };
  }
}
