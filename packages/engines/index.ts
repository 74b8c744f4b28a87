export * from './back-off.ts';
export * from './engine-url.ts';
export * from './group-commit.ts';
export * from './log.ts';
export * from './outage.ts';
export * from './pause.ts';
export * from './sqlite.ts';
export * from './unavailable.ts';
