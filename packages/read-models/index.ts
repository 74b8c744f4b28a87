export * from './devices.ts';
export * from './hourly-consumption.ts';
export { InvalidCursor, type ListOptions, type Order } from './listing.ts';
export * from './open.ts';
export * from './projected-rows.ts';
export * from './reached.ts';
export * from './read-models.ts';
export * from './users.ts';
