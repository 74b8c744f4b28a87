import { actor, notModified, problemResponse } from '@energy/http';
import type { Device, DevicesReadModel, ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { type DeviceView, type Reader, viewOf } from '../../device-view.ts';
import { HoursOfDays } from '../../hours-of-days.ts';
import { pageOfOwnDevices } from '../../own-devices.ts';
import { invalid } from '../../periods/range.ts';
import { consumptionOfAll, consumptionOfViews } from '../../periods/shared-consumption.ts';
import { SharedQuery } from '../../schemas/parameters.ts';
import { SharedConsumption } from '../../schemas/periods.ts';
import { queryProblems } from '../problems.ts';
import { visibleOwner } from '../visible-owner.ts';

const PAGE_SIZE = 1_000;
const MAX_FOUND = 10_000;

const schema = {
  summary: 'Get the consumption of several devices together',
  description:
    'The sum of devices in the days, weeks, months or years of a range of up to ten years, and the devices that ' +
    'consumed most. For a client: all that it owns or owned, in the time of its ownership. For an administrator: those ' +
    'of an owner, those that a search finds, or all. Days are those of each device’s time zone. By hour, all devices ' +
    'must be in one zone.',
  operationId: 'getSharedConsumption',
  tags: ['devices'],
  querystring: SharedQuery,
  response: {
    200: SharedConsumption,
    304: notModified,
    ...queryProblems,
    503: problemResponse(
      'The data is unavailable, behind the requested `Energy-Position`, or its daily totals are being built; try ' +
        'again after `Retry-After`.',
    ),
  },
};

/** `GET /api/consumption?from=2026-11-01&to=2026-11-30&by=month&ownerId=…&search=…&top=10` */
export function getSharedConsumption(
  app: FastifyInstance,
  readModels: ReadModels,
  now: () => number,
): void {
  const { devices, consumption, dailyConsumption } = readModels;
  const hoursOfDays = new HoursOfDays();

  app.get<{ Querystring: SharedQuery; Reply: SharedConsumption }>(
    '/api/consumption',
    { schema },
    async (request) => {
      const reader = actor(request);
      const { query } = request;
      const ownerId = visibleOwner(reader, query.ownerId?.toLowerCase());
      if (ownerId === undefined && query.search === undefined) {
        return consumptionOfAll(query, readModels, now());
      }
      const views = await viewsOf(devices, { ownerId, search: query.search, reader });
      const reading = { consumption, dailyConsumption, hoursOfDays, now: now() };
      return consumptionOfViews(views, query, reading);
    },
  );
}

interface Selection {
  readonly ownerId: string | undefined;
  readonly search: string | undefined;
  readonly reader: Reader;
}

/** The selected devices; those of an owner as that client sees them. */
async function viewsOf(
  devices: DevicesReadModel,
  { ownerId, search, reader }: Selection,
): Promise<readonly DeviceView[]> {
  if (ownerId === 'nobody') return [];
  if (ownerId === undefined) {
    const found = await findAll(devices, search!);
    return found.map((device) => viewOf(device, reader)!);
  }
  const client: Reader = { userId: ownerId, role: 'client' };
  const owned = await devices.everOwnedBy(ownerId);
  const views = owned.flatMap((device) => viewOf(device, client) ?? []);
  const options = { limit: Number.POSITIVE_INFINITY, ...(search !== undefined && { search }) };
  return pageOfOwnDevices(views, options).devices;
}

async function findAll(devices: DevicesReadModel, search: string): Promise<readonly Device[]> {
  const found: Device[] = [];
  let after: string | undefined;
  do {
    const page = await devices.list({ search, after, limit: PAGE_SIZE });
    found.push(...page.devices);
    after = page.next;
    if (found.length > MAX_FOUND) {
      throw invalid(
        'search',
        `More than ${MAX_FOUND} devices are found: add words, or ask for all.`,
      );
    }
  } while (after !== undefined);
  return found;
}
