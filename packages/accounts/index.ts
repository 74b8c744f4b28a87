export * from './accounts.ts';
export * from './device-commands.ts';
export { skeletonOf } from './lookalikes.ts';
export * from './open-ownership-store.ts';
export * from './ownership-changes.ts';
export * from './ownership-index.ts';
export * from './ownership-store.ts';
export * from './passwords.ts';
export * from './user-names.ts';
