import { setTimeout as sleep } from 'node:timers/promises';
import { delayBeforeRetry, type EngineLog, EngineUnavailable, Outage } from '@energy/engines';
import type { Position } from '../event-store.ts';
import type { StoreConnection } from './connection.ts';
import { type Delivery, Feed } from './feed.ts';

export interface DeliveriesOptions {
  readonly connection: StoreConnection;
  readonly log: EngineLog;
  readonly after: Position | undefined;
  readonly prefixes: readonly string[] | undefined;
  /** @throws PositionNotFound */
  readonly verify: (position: Position) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * What comes after a position, by one subscription after the other, each from where the one before
 * had come to; until the signal aborts. As long as there is something to catch up with, only streams
 * whose names begin with one of `prefixes`; from then on, others too.
 *
 * @throws PositionNotFound
 */
export async function* deliveries({
  connection,
  log,
  after,
  prefixes,
  verify,
  signal,
}: DeliveriesOptions): AsyncGenerator<Delivery, void, undefined> {
  const outage = new Outage(log);
  let last = after;
  for (let attempt = 0; !signal.aborted; attempt++) {
    let feed: Feed | undefined;
    const end = () => feed?.end();
    signal.addEventListener('abort', end);
    try {
      if (last !== undefined) await verify(last);
      const client = await connection.client();
      for (const stage of prefixes?.length ? [prefixes, undefined] : [undefined]) {
        if (signal.aborted) return;
        feed = new Feed(client, { after: last, prefixes: stage });
        await feed.confirmed(connection.patienceMs);
        outage.ended(`Events come from ${connection.store} again.`);
        attempt = 0;
        for (let delivery = await feed.next(); delivery; delivery = await feed.next()) {
          last = delivery.position;
          yield delivery;
        }
        feed.end();
      }
    } catch (error) {
      const loss = connection.failure(error);
      if (!(loss instanceof EngineUnavailable)) throw loss;
      outage.began(`No events come for now: ${loss.message}. It is tried until it works.`);
    } finally {
      end();
      signal.removeEventListener('abort', end);
    }
    await sleep(delayBeforeRetry(attempt), undefined, { signal }).catch(() => {});
  }
}
