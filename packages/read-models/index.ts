export * from './devices.ts';
export * from './hourly-consumption.ts';
export * from './open.ts';
export * from './read-models.ts';
