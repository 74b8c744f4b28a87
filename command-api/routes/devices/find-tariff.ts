import { tariffDecider, tariffStream } from '@energy/domain';
import { type EventStore, foldStream } from '@energy/event-store';

/** A tariff and its state, as commands on devices take it. */
export async function findTariff(eventStore: EventStore, tariffId: string) {
  const id = tariffId.toLowerCase();
  const { state } = await foldStream(eventStore, tariffStream(id), tariffDecider);
  return { id, state };
}
