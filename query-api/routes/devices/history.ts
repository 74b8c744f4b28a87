import { deviceHistoryOf, type Entry, UserNames } from '@energy/audit';
import type { EventStore } from '@energy/event-store';
import { IdParameter, noSuchDevice, notModified, problemResponse, type Role } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { DeviceHistory, type HistoryEntry, HistoryQuery } from '../../schemas/history.ts';
import { pageOf } from '../page.ts';
import { queryProblems } from '../problems.ts';

const schema = {
  summary: 'Get the history of a device',
  description:
    'The changes of a device and the decisions about its readings, with their time and author, newest first. ' +
    'Decommissioned devices are included.',
  operationId: 'getDeviceHistory',
  tags: ['devices'],
  params: IdParameter,
  querystring: HistoryQuery,
  response: {
    200: DeviceHistory,
    304: notModified,
    ...queryProblems,
    404: problemResponse('The device does not exist.'),
    503: problemResponse(
      'The events are unavailable, or the read models are behind the requested `Energy-Position`; try again ' +
        'after `Retry-After`.',
    ),
  },
};

type Events = Pick<EventStore, 'readStream'>;

/** `GET /api/devices/{id}/history?limit=&after=` */
export function getHistory(app: FastifyInstance, events: Events): void {
  app.get<{ Params: IdParameter; Querystring: HistoryQuery; Reply: DeviceHistory }>(
    '/api/devices/:id/history',
    { schema },
    async ({ params, query: { limit, after } }) => {
      const deviceId = params.id.toLowerCase();
      const history = await pageOf(limit, () => Array.fromAsync(deviceHistoryOf(events, deviceId)));
      if (history.length === 0) throw noSuchDevice(params.id);
      // Events are only added: the number of an entry never changes.
      const numbered = history.map((entry, number) => ({ ...entry, number }));
      const before = after === undefined ? history.length : Number(after);
      const older = numbered.slice(0, before).reverse();
      const page = older.slice(0, limit);
      const names = new UserNames(events);
      return {
        deviceId,
        entries: await Promise.all(page.map((entry) => representationOf(entry, names))),
        owners: await ownersIn(page, names),
        next: older.length > limit ? String(page.at(-1)!.number) : null,
      };
    },
  );
}

interface NumberedEntry extends Entry {
  readonly number: number;
}

async function representationOf(
  { number, event, changes }: NumberedEntry,
  names: UserNames,
): Promise<HistoryEntry> {
  const { revision, type, recordedAt, metadata } = event;
  const { actor, correlationId } = metadata;
  return {
    number,
    revision,
    type,
    at: recordedAt,
    actor:
      actor === 'system'
        ? null
        : {
            id: actor.userId,
            name: (await names.of(actor.userId)) ?? null,
            role: actor.role as Role,
          },
    changes: changes.map(({ field, from, to }) => ({
      field,
      from: toValue(from),
      to: toValue(to),
    })),
    correlationId,
  };
}

async function ownersIn(
  entries: readonly Entry[],
  names: UserNames,
): Promise<DeviceHistory['owners']> {
  const changes = entries.flatMap((entry) => entry.changes);
  const values = changes.flatMap(({ field, from, to }) => (field === 'ownerId' ? [from, to] : []));
  const owners: DeviceHistory['owners'] = [];
  for (const id of new Set(values.filter((value) => typeof value === 'string'))) {
    const name = await names.of(id);
    if (name !== undefined) owners.push({ id, name });
  }
  return owners;
}

function toValue(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
