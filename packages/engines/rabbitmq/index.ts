export { inTime } from '../in-time.ts';
export * from './connection.ts';
export * from './declared.ts';
export * from './publisher.ts';
export * from './subscriptions.ts';
