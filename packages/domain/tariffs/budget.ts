import { type Decider, RuleViolation } from '../decider.ts';
import type { Decimal } from './amount.ts';
import { currencyDigits } from './currency.ts';
import { readCurrency } from './tariff.ts';

/** Stream `budget-<client id>`: the most that a client wants to spend in a calendar month. */
export type BudgetEvent =
  | { readonly type: 'BudgetSet'; readonly data: Budget }
  | { readonly type: 'BudgetRemoved'; readonly data: Record<string, never> };

export interface Budget {
  /** Greater than 0, with the decimals of the currency at most. */
  readonly amount: Decimal;
  /** The code of a currency by ISO 4217. Costs in other currencies do not count. */
  readonly currency: string;
}

export interface BudgetState {
  /** `undefined` without a budget. */
  readonly budget: Budget | undefined;
}

export type BudgetCommand =
  /** `tariffCurrencies`: of the tariffs that bill the client's devices, at present or from a later day on. */
  | {
      readonly type: 'SetBudget';
      readonly data: Budget & { readonly tariffCurrencies: readonly string[] };
    }
  | { readonly type: 'RemoveBudget'; readonly data: Record<string, never> };

export const budgetDecider: Decider<BudgetCommand, BudgetEvent, BudgetState> = {
  initialState: { budget: undefined },
  decide,
  evolve,
};

/** The prefix of all budget streams. */
export const BUDGET_STREAMS = 'budget-';
export const budgetStream = (clientId: string): string => BUDGET_STREAMS + clientId;
export const budgetClientOf = (stream: string): string => stream.slice(BUDGET_STREAMS.length);

/** The parts of a budget at which a month's forecast raises an alert, in percent. */
export const BUDGET_THRESHOLDS = [80, 100] as const;
export type BudgetThreshold = (typeof BUDGET_THRESHOLDS)[number];

/** The thresholds that a cost in the currency of a budget has reached. */
export function thresholdsReached(
  { amount, currency }: Budget,
  cost: Decimal,
): readonly BudgetThreshold[] {
  const [most, expected] = [amount, cost].map((decimal) => smallestUnits(decimal, currency));
  return BUDGET_THRESHOLDS.filter((threshold) => expected! * 100n >= most! * BigInt(threshold));
}

/** Up to 9 digits before the point; 4 after it are the most that a currency has. */
const AMOUNT = /^(?:0|[1-9]\d{0,8})(?:\.(\d{1,4}))?$/;

function decide(command: BudgetCommand, { budget }: BudgetState): readonly BudgetEvent[] {
  switch (command.type) {
    case 'SetBudget': {
      const data = readBudget(command.data);
      const isUnchanged = budget?.amount === data.amount && budget.currency === data.currency;
      return isUnchanged ? [] : [{ type: 'BudgetSet', data }];
    }
    case 'RemoveBudget':
      return budget ? [{ type: 'BudgetRemoved', data: {} }] : [];
    default:
      return command satisfies never;
  }
}

function evolve(_state: BudgetState, event: BudgetEvent): BudgetState {
  return { budget: event.type === 'BudgetSet' ? event.data : undefined };
}

function readBudget({
  amount,
  currency: code,
  tariffCurrencies,
}: (BudgetCommand & { readonly type: 'SetBudget' })['data']): Budget {
  const currency = readCurrency(code);
  if (tariffCurrencies.length > 0 && !tariffCurrencies.includes(currency)) {
    const currencies = tariffCurrencies.toSorted().join(', ');
    throw new RuleViolation(
      'budget-currency-differs',
      `The devices are billed in ${currencies}: a budget in ${currency} would count none of their costs.`,
      'currency',
    );
  }
  const decimals = AMOUNT.exec(readAmount(amount))?.[1]?.length ?? 0;
  const digits = currencyDigits(currency);
  if (decimals > digits) {
    throw new RuleViolation(
      'invalid-amount',
      `An amount in ${currency} has at most ${digits} decimals, not ${decimals}.`,
      'amount',
    );
  }
  return { amount, currency };
}

function readAmount(amount: Decimal): Decimal {
  if (AMOUNT.test(amount) && Number(amount) > 0) return amount;
  throw new RuleViolation(
    'invalid-amount',
    `"${amount.slice(0, 50)}" is no amount greater than 0 with up to 9 digits; one looks like 120.50.`,
    'amount',
  );
}

/** Readers of the single fields of a budget; each throws the RuleViolation that refuses its value. */
export const BUDGET_FIELDS = { amount: readAmount, currency: readCurrency } as const;

function smallestUnits(decimal: Decimal, currency: string): bigint {
  const [whole, fraction = ''] = decimal.split('.') as [string, string?];
  return BigInt(whole + fraction.padEnd(currencyDigits(currency), '0'));
}
