export * from './decision-review.ts';
export * from './event-follower.ts';
export * from './meter-descriptions.ts';
export * from './missing-events.ts';
export * from './projection.ts';
export * from './projections.ts';
export * from './reading-decisions.ts';
export * from './rebuild.ts';
