import { channel } from 'node:diagnostics_channel';
import type { MongoClient } from 'mongodb';

/** Where each change of a pool is told, as {@link PoolState}, to whoever in this process measures that. */
export const POOL_STATES = 'energy.mongodb.pool';

/** How the connections of one client are. */
export interface PoolState {
  readonly database: string;
  readonly open: number;
  readonly inUse: number;
  /** Those who wait for one. */
  readonly waiting: number;
}

/** Tells how the pool of a client is, whenever that changes. */
export function publishPoolState(client: MongoClient, database: string): void {
  const told = channel(POOL_STATES);
  const state = { database, open: 0, inUse: 0, waiting: 0 };
  const changed = (change: Partial<Record<'open' | 'inUse' | 'waiting', number>>) => () => {
    for (const [name, by] of Object.entries(change)) state[name as keyof typeof change] += by;
    told.publish({ ...state } satisfies PoolState);
  };
  client
    .on('connectionCreated', changed({ open: 1 }))
    .on('connectionClosed', changed({ open: -1 }))
    .on('connectionCheckOutStarted', changed({ waiting: 1 }))
    .on('connectionCheckOutFailed', changed({ waiting: -1 }))
    .on('connectionCheckedOut', changed({ waiting: -1, inUse: 1 }))
    .on('connectionCheckedIn', changed({ inUse: -1 }));
}
