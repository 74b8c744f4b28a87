export * from './day-record.ts';
export * from './device-bill.ts';
export * from './device-days.ts';
export * from './device-view.ts';
export * from './hours.ts';
export * from './hours-of-days.ts';
export * from './marked-hours.ts';
export * from './month-forecast.ts';
