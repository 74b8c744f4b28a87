import { delay, type EngineLog, EngineUnavailable, Outage, retryDelay } from '@energy/engines';
import { type Position, PositionNotFound } from '../event-store.ts';
import type { StoreConnection } from './connection.ts';
import { logPosition, positionOf } from './position.ts';
import { READ_ALL, type Reads } from './reads.ts';
import type { RecordedEvent } from './recorded-event.ts';
import {
  type Delivery,
  ServerSubscription,
  type SubscriptionOptions,
} from './server-subscription.ts';

export interface SubscribeOptions extends SubscriptionOptions {
  readonly connection: StoreConnection;
  readonly reads: Reads;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/** Events in order; everything up to the position has been delivered or excluded. */
export interface RecordedBatch {
  readonly events: readonly RecordedEvent[];
  readonly position: Position;
}

/**
 * Delivers the events after a position until the signal aborts, by one subscription after the other; each
 * continues at the position of the previous one. In catch-up it delivers only streams whose names begin with
 * one of `prefixes`; live, others too.
 *
 * @throws PositionNotFound
 */
export async function* subscribe(options: SubscribeOptions): AsyncGenerator<RecordedBatch> {
  const { connection, log, prefixes, signal } = options;
  const outage = new Outage(log);
  let last = options.after;
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      for (const stage of prefixes?.length ? [prefixes, undefined] : [undefined]) {
        const stageOptions = { ...options, after: last, prefixes: stage };
        for await (const batch of deliveries(stageOptions)) {
          outage.ended(`Events come from ${connection.store} again.`);
          attempt = 0;
          if (batch === 'confirmed') continue;
          last = batch.position;
          yield batch;
        }
        if (signal.aborted) return;
      }
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      outage.began(`No events come for now: ${error.message}. Retrying.`);
    }
    await delay(retryDelay(attempt), signal);
  }
}

/** One subscription, from its confirmation to its end. */
async function* deliveries({
  connection,
  reads,
  signal,
  after,
  prefixes,
}: SubscribeOptions): AsyncGenerator<RecordedBatch | 'confirmed'> {
  await expectPosition(reads, after);
  const node = await connection.node();
  if (signal.aborted) return;
  const subscription = new ServerSubscription(node, { after, prefixes });
  const end = () => subscription.end();
  signal.addEventListener('abort', end);
  let last = after;
  try {
    await subscription.confirmed(connection.timeoutMs);
    yield 'confirmed';
    for (let next = await subscription.next(); next; next = await subscription.next()) {
      const batch = await batchOf(next, last, (checkpoint) =>
        isPassed(checkpoint, subscription, reads),
      );
      if (!batch) continue;
      last = batch.position;
      yield batch;
    }
  } catch (error) {
    throw connection.failure(error, READ_ALL, node);
  } finally {
    end();
    signal.removeEventListener('abort', end);
  }
}

async function expectPosition(reads: Reads, position: Position | undefined): Promise<void> {
  if (position === undefined || (await hasPosition(reads, position))) return;
  throw new PositionNotFound(position, await reads.head());
}

/**
 * Tests whether the log has a record at or after a position. A server accepts a position beyond its end without
 * an error, and delivers the events that it appends before it.
 */
export async function hasPosition(reads: Reads, position: Position): Promise<boolean> {
  const place = logPosition(position);
  return place !== undefined && (await reads.recordFrom(place)) !== undefined;
}

/** Drops events that were delivered before: they come again after a loss. `undefined` without anything new. */
async function batchOf(
  { events, checkpoint }: Delivery,
  after: Position | undefined,
  isPassed: (checkpoint: Position) => Promise<boolean>,
): Promise<RecordedBatch | undefined> {
  const isNew = (position: Position) => after === undefined || position > after;
  const newEvents = events.filter((event) => isNew(positionOf(event.position)));
  const last = newEvents.at(-1);
  const position = last ? positionOf(last.position) : after;
  if (checkpoint !== undefined && (position === undefined || checkpoint > position)) {
    if (await isPassed(checkpoint)) return { events: newEvents, position: checkpoint };
  }
  return last && { events: newEvents, position: position! };
}

/**
 * Tests whether everything up to a checkpoint is passed. Some checkpoints name the position of the next event:
 * only an existing record that the subscription does not deliver is certainly passed.
 */
async function isPassed(
  checkpoint: Position,
  subscription: ServerSubscription,
  reads: Reads,
): Promise<boolean> {
  const record = await reads.recordFrom(logPosition(checkpoint)!);
  if (record === undefined || positionOf(record.position) !== checkpoint) return false;
  return !subscription.delivers(record);
}
