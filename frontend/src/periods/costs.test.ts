import { describe, expect, it } from 'vitest';
import { costIn, currencyOf } from './costs.ts';

const costs = [
  { currency: 'EUR', amount: '12.50' },
  { currency: 'CHF', amount: '40.00' },
];

describe('the costs of a period', () => {
  it('are shown in the currency of the largest', () => {
    expect(currencyOf({ costs })).toBe('CHF');
    expect(currencyOf({ costs: [] })).toBeUndefined();
    expect(currencyOf({})).toBeUndefined();
  });

  it('are zero in a currency that has none', () => {
    expect(costIn({ costs }, 'EUR')).toBe(12.5);
    expect(costIn({ costs }, 'USD')).toBe(0);
    expect(costIn({ costs: [{ currency: 'EUR', amount: '-3.20' }] }, 'EUR')).toBe(-3.2);
  });
});
