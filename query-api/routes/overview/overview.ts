import { actor } from '@energy/http';
import type { Device, ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { type Census, MOST_LISTED, silentSince } from '../../overview/census.ts';
import {
  type DayOfAlerts,
  MOST_ALERTS,
  MOST_EVENTS,
  type Overview,
  type Part,
  type Standing,
} from '../../overview/overview.ts';
import { OverviewQuery, Overview as Representation } from '../../schemas/overview.ts';
import { representationOf as representationOfAlert } from '../alerts/representation.ts';
import { queryProblems } from '../problems.ts';

const schema = {
  summary: 'How the platform is doing',
  description:
    'What is recorded, what waits, what was put aside, which meters are silent. Where a part of the platform ' +
    'is away, the rest is told all the same, with what is missing and why.',
  operationId: 'getOverview',
  tags: ['overview'],
  querystring: OverviewQuery,
  response: { 200: Representation, ...queryProblems },
};

/** The fields of the document that each part of the overview is told in. */
const FIELDS = {
  readings: ['readings'],
  queue: ['recording', 'deadLetters'],
  events: ['projecting'],
  alerts: ['alerts'],
  census: ['meters', 'users'],
} as const satisfies Record<Part, readonly (keyof Representation)[]>;

/** `GET /api/overview?silentAfter=` */
export function getOverview(
  app: FastifyInstance,
  overview: Overview,
  users: ReadModels['users'],
  now: () => number,
): void {
  app.get<{ Querystring: OverviewQuery; Reply: Representation }>(
    '/api/overview',
    { schema },
    async (request) => {
      const standing = await overview.now();
      const silentBefore = now() - request.query.silentAfter * 60_000;
      return {
        at: new Date(now()).toISOString(),
        ...figuresOf(standing, now()),
        alerts: standing.alerts ? alertsOf(standing.alerts, actor(request)) : null,
        meters: standing.census ? await metersOf(standing.census, silentBefore, users) : null,
        missing: standing.missing.map(({ part, because }) => ({
          parts: [...FIELDS[part]],
          because,
        })),
      };
    },
  );
}

function figuresOf({ readings, queue, events, census }: Standing, now: number) {
  return {
    readings: readings
      ? { perSecond: readings.readingsPerSecond, projectors: readings.projectors }
      : null,
    recording: queue ? queue.waiting : null,
    deadLetters: queue ? { ...queue.deadLetters, reasons: [...queue.reasons] } : null,
    projecting: events
      ? {
          count: events.events,
          isAll: events.events < MOST_EVENTS,
          behindSeconds: Math.max(0, now - (events.since ?? now)) / 1_000,
        }
      : null,
    users: census ? { administrators: census.administrators, clients: census.clients } : null,
  };
}

function alertsOf(
  { since, count, newest, devices }: DayOfAlerts,
  reader: ReturnType<typeof actor>,
): Representation['alerts'] {
  const byId = new Map(devices.map((device) => [device.id, device]));
  return {
    count,
    isAll: count < MOST_ALERTS,
    since: new Date(since).toISOString(),
    newest: newest.map((alert) =>
      representationOfAlert(alert, { reader, device: byId.get(alert.deviceId), through: 0 }),
    ),
  };
}

async function metersOf(
  census: Census,
  silentBefore: number,
  users: Pick<ReadModels['users'], 'findAll'>,
): Promise<Representation['meters']> {
  const silent = census.quietest.filter(({ lastHeardAt }) => lastHeardAt < silentBefore);
  const mute = census.mute.map((device) => ({ device, lastHeardAt: undefined }));
  const quietest = [...silent, ...mute].slice(0, MOST_LISTED);
  const ownerIds = new Set(quietest.flatMap(({ device }) => device.ownerId ?? []));
  const owners = await users.findAll([...ownerIds]);
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  return {
    at: new Date(census.at).toISOString(),
    inUse: census.devicesInUse,
    decommissioned: census.decommissioned,
    silent: silentSince(census, silentBefore),
    neverHeard: census.neverHeard,
    quietest: quietest.map((meter) => silentMeter(meter, names)),
  };
}

function silentMeter(
  { device, lastHeardAt }: { device: Device; lastHeardAt: number | undefined },
  names: ReadonlyMap<string, string>,
) {
  const { id, description, ownerId } = device;
  return {
    deviceId: id,
    description,
    owner: ownerId === undefined ? null : { id: ownerId, name: names.get(ownerId) ?? null },
    lastReadingAt: lastHeardAt === undefined ? null : new Date(lastHeardAt).toISOString(),
  };
}
