export * from './alert-inboxes.ts';
export * from './alerts.ts';
export * from './budgets.ts';
export * from './conversations.ts';
export * from './daily-consumption.ts';
export * from './day-review.ts';
export {
  DecisionsOutdated,
  type DescribedMeter,
  DescriptionsOutdated,
} from './described-meter.ts';
export * from './devices.ts';
export * from './gaps.ts';
export * from './hour-review.ts';
export * from './hour-scan.ts';
export * from './hourly-consumption.ts';
export * from './last-readings.ts';
export * from './listing.ts';
export * from './open.ts';
export * from './projected-rows.ts';
export * from './read-models.ts';
export * from './reading-edits.ts';
export * from './reading-record.ts';
export * from './search-text.ts';
export * from './tariffs.ts';
export * from './total-load.ts';
export * from './users.ts';
export * from './wait-for-position.ts';
