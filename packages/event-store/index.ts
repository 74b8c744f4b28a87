export * from './command-handler.ts';
export * from './event-store.ts';
export * from './open.ts';
