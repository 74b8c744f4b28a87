import { actor } from '@energy/http';
import type { Device, ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { inKilowattHours } from '../../consumption-of-day.ts';
import { type Census, silentSince } from '../../overview/census.ts';
import type { LoadOfDay } from '../../overview/load.ts';
import {
  type DayOfAlerts,
  MAX_COUNTED_ALERTS,
  MAX_COUNTED_EVENTS,
  type Overview,
  type OverviewState,
  type Part,
} from '../../overview/overview.ts';
import { OverviewQuery, Overview as Representation } from '../../schemas/overview.ts';
import { representationOf as representationOfAlert } from '../alerts/representation.ts';
import { queryProblems } from '../problems.ts';

/** Silent meters in the answer. */
const MAX_QUIETEST = 100;

const schema = {
  summary: 'Get the state of the platform',
  description:
    'Recording rates, backlogs, dead letters, alerts, silent meters and the load of all meters. Where a part is unavailable, the rest ' +
    'is returned, with the missing parts and the reasons.',
  operationId: 'getOverview',
  tags: ['overview'],
  querystring: OverviewQuery,
  response: { 200: Representation, ...queryProblems },
};

/** The fields of the document for each part of the overview. */
const FIELDS = {
  readings: ['readings'],
  queue: ['recording', 'deadLetters'],
  events: ['projecting'],
  alerts: ['alerts'],
  census: ['meters', 'users'],
  load: ['load'],
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
      const state = await overview.now();
      const silentBefore = now() - request.query.silentAfter * 60_000;
      return {
        at: new Date(now()).toISOString(),
        ...figuresOf(state, now()),
        alerts: state.alerts ? alertsOf(state.alerts, actor(request)) : null,
        meters: state.census ? await metersOf(state.census, silentBefore, users) : null,
        load: state.load ? await loadOf(state.load, users) : null,
        missing: state.missing.map(({ part, because }) => ({
          parts: [...FIELDS[part]],
          because,
        })),
      };
    },
  );
}

function figuresOf({ readings, queue, events, census }: OverviewState, now: number) {
  return {
    readings: readings
      ? { perSecond: readings.readingsPerSecond, projectors: readings.projectors }
      : null,
    recording: queue ? queue.waiting : null,
    deadLetters: queue ? { ...queue.deadLetters, reasons: [...queue.reasons] } : null,
    projecting: events
      ? {
          count: events.events,
          isAll: events.events < MAX_COUNTED_EVENTS,
          behindSeconds: Math.max(0, now - (events.since ?? now)) / 1_000,
        }
      : null,
    users: census ? { administrators: census.administrators, clients: census.clients } : null,
  };
}

function alertsOf(
  { since, count, byHour, newest, devices }: DayOfAlerts,
  reader: ReturnType<typeof actor>,
): Representation['alerts'] {
  const byId = new Map(devices.map((device) => [device.id, device]));
  return {
    count,
    isAll: count < MAX_COUNTED_ALERTS,
    since: new Date(since).toISOString(),
    byHour: byHour.map(({ hour, count: alerts }) => ({
      hour: new Date(hour).toISOString(),
      count: alerts,
    })),
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
  const silent = census.quietest.filter(({ lastReadingAt }) => lastReadingAt < silentBefore);
  const mute = census.mute.map((device) => ({ device, lastReadingAt: undefined }));
  const quietest = [...silent, ...mute].slice(0, MAX_QUIETEST);
  const names = await ownerNames(quietest, users);
  return {
    at: new Date(census.at).toISOString(),
    inUse: census.devicesInUse,
    decommissioned: census.decommissioned,
    silent: silentSince(census, silentBefore),
    neverHeard: census.neverHeard,
    quietest: quietest.map((meter) => silentMeter(meter, names)),
  };
}

async function loadOf(
  { hours, largest }: LoadOfDay,
  users: Pick<ReadModels['users'], 'findAll'>,
): Promise<Representation['load']> {
  const names = await ownerNames(largest.consumers, users);
  const energyOf = (energy: bigint | undefined) =>
    energy === undefined ? null : inKilowattHours(energy);
  return {
    hours: hours.map(({ start, energy, weekBefore }) => ({
      start: new Date(start).toISOString(),
      energy: energyOf(energy),
      weekBefore: energyOf(weekBefore),
    })),
    largest: {
      start: new Date(largest.start).toISOString(),
      devices: largest.consumers.map(({ device, energy }) => ({
        ...namedDevice(device, names),
        energy: inKilowattHours(energy),
        maxHourlyConsumption: device.maxHourlyConsumption,
      })),
    },
  };
}

/** The names of the owners of devices, by their ids. */
async function ownerNames(
  rows: readonly { readonly device: Device }[],
  users: Pick<ReadModels['users'], 'findAll'>,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(rows.flatMap(({ device }) => device.ownerId ?? []));
  const owners = await users.findAll([...ids]);
  return new Map(owners.map(({ id, name }) => [id, name]));
}

function namedDevice({ id, description, ownerId }: Device, names: ReadonlyMap<string, string>) {
  return {
    deviceId: id,
    description,
    owner: ownerId === undefined ? null : { id: ownerId, name: names.get(ownerId) ?? null },
  };
}

function silentMeter(
  { device, lastReadingAt }: { device: Device; lastReadingAt: number | undefined },
  names: ReadonlyMap<string, string>,
) {
  return {
    ...namedDevice(device, names),
    lastReadingAt: lastReadingAt === undefined ? null : new Date(lastReadingAt).toISOString(),
  };
}
