export * from './entry.ts';
export * from './history.ts';
export * from './subject.ts';
export * from './user-names.ts';
