export * from './amount.ts';
export * from './assignment.ts';
export * from './bill.ts';
export * from './budget.ts';
export * from './currency.ts';
export * from './tariff.ts';
export * from './tariff-version.ts';
