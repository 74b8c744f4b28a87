export { withTimeout } from '../timeout.ts';
export * from './connection.ts';
export * from './declared.ts';
export * from './publisher.ts';
export * from './subscriptions.ts';
