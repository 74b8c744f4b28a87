import { describe, expect, it } from 'vitest';
import { RuleViolation } from '../decider.ts';
import {
  type BudgetCommand,
  type BudgetEvent,
  budgetDecider,
  thresholdsReached,
} from './budget.ts';

const set = (amount = '120.50', currency = 'EUR'): BudgetEvent => ({
  type: 'BudgetSet',
  data: { amount, currency },
});
const removed: BudgetEvent = { type: 'BudgetRemoved', data: {} };
const setting = (
  amount = '120.50',
  currency = 'EUR',
  tariffCurrencies: readonly string[] = [],
): BudgetCommand => ({ type: 'SetBudget', data: { amount, currency, tariffCurrencies } });
const removing: BudgetCommand = { type: 'RemoveBudget', data: {} };

function given(...events: BudgetEvent[]) {
  const state = events.reduce(budgetDecider.evolve, budgetDecider.initialState);
  return { when: (command: BudgetCommand) => budgetDecider.decide(command, state) };
}

describe('a budget', () => {
  it('is set, changed and removed', () => {
    expect(given().when(setting())).toEqual([set()]);
    expect(given(set()).when(setting('90'))).toEqual([set('90')]);
    expect(given(set()).when(removing)).toEqual([removed]);
    expect(given(set(), removed).when(setting())).toEqual([set()]);
  });

  it('changes nothing where it is so already', () => {
    expect(given(set()).when(setting())).toEqual([]);
    expect(given().when(removing)).toEqual([]);
    expect(given(set(), removed).when(removing)).toEqual([]);
  });

  it.each([
    ['0', 'EUR', 'amount'],
    ['0.00', 'EUR', 'amount'],
    ['-5', 'EUR', 'amount'],
    ['', 'EUR', 'amount'],
    ['1e3', 'EUR', 'amount'],
    ['1,5', 'EUR', 'amount'],
    ['007', 'EUR', 'amount'],
    ['1234567890', 'EUR', 'amount'],
    ['1.505', 'EUR', 'amount'],
    ['1.5', 'JPY', 'amount'],
    ['5', 'eur', 'currency'],
    ['5', 'XXX', 'currency'],
  ])('is not %s %s, which is said at the %s', (amount, currency, field) => {
    expect(() => given().when(setting(amount, currency))).toThrow(
      expect.objectContaining({ field }) as RuleViolation,
    );
  });

  it('has a currency of the tariffs, where there are any', () => {
    expect(given().when(setting('5', 'EUR', ['CHF', 'EUR']))).toEqual([set('5')]);
    const differing = () => given().when(setting('5', 'EUR', ['GBP', 'CHF']));
    expect(differing).toThrow(RuleViolation);
    expect(differing).toThrow('billed in CHF, GBP');
    expect(differing).toThrow(
      expect.objectContaining({ rule: 'budget-currency-differs', field: 'currency' }),
    );
  });

  it.each([
    ['79.99', []],
    ['80.00', [80]],
    ['99.99', [80]],
    ['100.00', [80, 100]],
    ['250.00', [80, 100]],
    ['-3.00', []],
  ])('of 100 reaches at %s the thresholds %j', (cost, expected) => {
    expect(thresholdsReached({ amount: '100', currency: 'EUR' }, cost)).toEqual(expected);
    expect(thresholdsReached({ amount: '100.0', currency: 'EUR' }, cost)).toEqual(expected);
  });

  it('is compared in the smallest unit of its currency', () => {
    expect(thresholdsReached({ amount: '0.01', currency: 'EUR' }, '0.00')).toEqual([]);
    expect(thresholdsReached({ amount: '1000', currency: 'JPY' }, '799')).toEqual([]);
    expect(thresholdsReached({ amount: '1000', currency: 'JPY' }, '800')).toEqual([80]);
    expect(thresholdsReached({ amount: '1.125', currency: 'KWD' }, '0.900')).toEqual([80]);
  });
});
