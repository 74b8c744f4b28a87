import { readMessages } from '../load/chat.ts';
import type { Session } from '../load/session.ts';
import type { Acknowledged } from './acknowledged.ts';

const PAGE = 100;
const HISTORY_PAGE = 200;

export interface ShownHour {
  /** ISO 8601, UTC. */
  readonly start: string;
  /** In kWh. */
  readonly energy: number | null;
  readonly readings: number;
}

export interface ShownDevice {
  readonly id: string;
  readonly description: string;
}

export interface ShownAlert {
  readonly number: number;
  readonly deviceId: string;
  /** Start of the hour: ISO 8601, UTC. */
  readonly hour: string;
  readonly late: boolean;
}

/** State that the platform shows an administrator. */
export interface Shown {
  /** Hours of every day on which a device sent readings, by device id. */
  readonly hours: ReadonlyMap<string, readonly ShownHour[]>;
  readonly devices: readonly ShownDevice[];
  /** Number of events of each acknowledged device, by device id. */
  readonly events: ReadonlyMap<string, number>;
  readonly alerts: readonly ShownAlert[];
  /** Message ids, oldest first, by client id. */
  readonly conversations: ReadonlyMap<string, readonly string[]>;
}

/** Loads from the public API all acknowledged data that an administrator can see. */
export async function loadShown(
  { meters, readings, devices, clients }: Acknowledged,
  administrator: Session,
  signal: AbortSignal,
): Promise<Shown> {
  const get = <T>(path: string) => administrator.request<T>('GET', path, {}, signal);
  const hours = new Map<string, ShownHour[]>();
  for (const { id, timeZone } of meters) {
    const instants = readings.filter(({ deviceId }) => deviceId === id).map(({ at }) => at);
    const days = new Set(instants.map((at) => localDay(at, timeZone)));
    const ofDevice: ShownHour[] = [];
    for (const day of days) {
      const path = `/devices/${id}/consumption?day=${day}`;
      ofDevice.push(...(await get<{ hours: ShownHour[] }>(path)).hours);
    }
    hours.set(id, ofDevice);
  }
  const events = new Map<string, number>();
  for (const { id } of devices) {
    const path = `/devices/${id}/history?limit=${HISTORY_PAGE}`;
    events.set(id, (await get<{ entries: unknown[] }>(path)).entries.length);
  }
  const conversations = new Map<string, string[]>();
  for (const { id } of clients) {
    conversations.set(id, await readMessages(administrator, id, signal));
  }
  return {
    hours,
    events,
    conversations,
    devices: await allPages(get<{ devices: ShownDevice[]; next: string | null }>, 'devices'),
    alerts: await allPages(get<{ alerts: ShownAlert[]; next: string | null }>, 'alerts'),
  };
}

async function allPages<Name extends string, Item>(
  get: (path: string) => Promise<Record<Name, Item[]> & { next: string | null }>,
  name: Name,
): Promise<Item[]> {
  const items: Item[] = [];
  let after = '';
  for (;;) {
    const page = await get(`/${name}?limit=${PAGE}${after}`);
    items.push(...page[name]);
    if (page.next === null) return items;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

function localDay(at: number, timeZone: string): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(at);
  return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
