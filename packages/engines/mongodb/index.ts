export { COMMAND_TIMEOUT_MS } from './address.ts';
export { keysTakenIn, writeWhereFree } from './bulk.ts';
export { MongoConnection } from './connection.ts';
export { findByIds } from './find-by-ids.ts';
export { POOL_STATES, type PoolState } from './pool-state.ts';
