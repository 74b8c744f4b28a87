import { channel } from 'node:diagnostics_channel';
import type { MongoClient } from 'mongodb';

/** The diagnostics channel on which each change of a pool is published as {@link PoolState}. */
export const POOL_STATES = 'energy.mongodb.pool';

/** The connections of one client. */
export interface PoolState {
  readonly database: string;
  readonly open: number;
  readonly inUse: number;
  /** Calls that wait for a connection. */
  readonly waiting: number;
}

/** Publishes the state of a client's pool at every change. */
export function publishPoolState(client: MongoClient, database: string): void {
  const states = channel(POOL_STATES);
  const state = { database, open: 0, inUse: 0, waiting: 0 };
  const changed = (change: Partial<Record<'open' | 'inUse' | 'waiting', number>>) => () => {
    for (const [name, by] of Object.entries(change)) state[name as keyof typeof change] += by;
    states.publish({ ...state } satisfies PoolState);
  };
  client
    .on('connectionCreated', changed({ open: 1 }))
    .on('connectionClosed', changed({ open: -1 }))
    .on('connectionCheckOutStarted', changed({ waiting: 1 }))
    .on('connectionCheckOutFailed', changed({ waiting: -1 }))
    .on('connectionCheckedOut', changed({ waiting: -1, inUse: 1 }))
    .on('connectionCheckedIn', changed({ inUse: -1 }));
}
