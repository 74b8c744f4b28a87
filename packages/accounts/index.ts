export * from './accounts.ts';
export * from './name-index.ts';
export * from './passwords.ts';
export * from './user-names.ts';
