export * from './event-follower.ts';
export * from './missing-events.ts';
export * from './projection.ts';
export * from './projections.ts';
export * from './rebuild.ts';
