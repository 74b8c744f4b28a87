export * from './backlog.ts';
export * from './command-handler.ts';
export * from './derived-id.ts';
export * from './event-store.ts';
export * from './fold-stream.ts';
export * from './open.ts';
export { withUpcasting } from './upcasting.ts';
