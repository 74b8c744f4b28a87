export * from './event-follower.ts';
export * from './projection.ts';
export * from './projections.ts';
export * from './rebuild.ts';
