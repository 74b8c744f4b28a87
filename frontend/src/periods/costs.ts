import type { PeriodBucket, PeriodConsumption } from '../api/client.ts';

type Costed = Pick<PeriodBucket | PeriodConsumption, 'costs'>;

/** Returns the currency of a period's costs, that of the largest where there are several; undefined without costs. */
export function currencyOf({ costs = [] }: Costed): string | undefined {
  return costs.toSorted((a, b) => Number(b.amount) - Number(a.amount))[0]?.currency;
}

/** Returns the cost in a currency; 0 where there is none. Charts and figures need no more digits than a double has. */
export function costIn({ costs = [] }: Costed, currency: string): number {
  return Number(costs.find((cost) => cost.currency === currency)?.amount ?? 0);
}
