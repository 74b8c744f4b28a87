export { compressionOf, decompress } from './compression.ts';
export * from './measurement.ts';
export * from './measurement-queue.ts';
export * from './open.ts';
export * from './reading.ts';
export * from './rejection.ts';
