export * from './connection.ts';
export * from './deadline.ts';
export * from './declared.ts';
export * from './publisher.ts';
export * from './subscriptions.ts';
