export * from './backlog.ts';
export * from './command-handler.ts';
export * from './derived-id.ts';
export * from './event-store.ts';
export * from './open.ts';
