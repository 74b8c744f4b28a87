export * from './peer-times.ts';
export * from './severable-proxy.ts';
