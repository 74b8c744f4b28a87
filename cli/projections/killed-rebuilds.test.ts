import { describe } from 'vitest';
import { Operator } from '../testing/operator.ts';
import { rebuildsThatAreKilled } from './killed-rebuilds.contract.ts';

const HOURS = 100_000;

describe('a rebuild that is killed again and again', () => {
  rebuildsThatAreKilled(() => {
    const operator = new Operator();
    return {
      operator,
      devices: 6_000,
      hours: HOURS,
      fillHours: () => operator.fillHours(HOURS),
      spoilTotals: () => operator.spoilTotals(),
      leave: () => operator.leave(),
    };
  });
});
