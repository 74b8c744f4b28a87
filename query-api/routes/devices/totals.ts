import { setImmediate as turn } from 'node:timers/promises';
import { flowOf } from '@energy/costs';
import { type CalendarDay, localHours } from '@energy/domain';
import { actor } from '@energy/http';
import type { Device, ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { inKilowattHours } from '../../consumption-of-day.ts';
import { DeviceTotals, MAX_ADDED_UP } from '../../schemas/device-totals.ts';
import { DeviceSearchQuery } from '../../schemas/parameters.ts';
import { queryProblems } from '../problems.ts';
import { type DeviceSearch, type SearchDependencies, toDeviceSearch } from './search.ts';

const PAGE_SIZE = 1_000;

const schema = {
  summary: 'Add up the devices of a search',
  description:
    'The number of the devices in use that a list with the same parameters has on all its pages, their consumption ' +
    'today, and how many of them are over their limit or silent.',
  operationId: 'getDeviceTotals',
  tags: ['devices'],
  querystring: DeviceSearchQuery,
  response: { 200: DeviceTotals, ...queryProblems },
};

/** `GET /api/device-totals?search=&ownerId=&tariffId=&unassigned=&state=` */
export function getDeviceTotals(
  app: FastifyInstance,
  { devices, dailyConsumption }: Pick<ReadModels, 'devices' | 'dailyConsumption'>,
  dependencies: SearchDependencies,
): void {
  const { overview, now } = dependencies;

  app.get<{ Querystring: DeviceSearchQuery; Reply: DeviceTotals }>(
    '/api/device-totals',
    { schema },
    async (request) => {
      const at = now();
      const search = await toDeviceSearch(request.query, actor(request), dependencies);
      const found = await findAll(search!); // Administrators see everything.
      const totals = { at: new Date(at).toISOString(), devices: found.length };
      if (found.length >= MAX_ADDED_UP) {
        return { ...totals, isAll: false, today: null, overLimit: null, silent: null };
      }
      const over = await overview.devicesOverLimit(at);
      const silent = await overview.silentDevices();
      return {
        ...totals,
        isAll: true,
        today: inKilowattHours(await consumptionToday(found, at)),
        overLimit: found.filter(({ id }) => over.has(id)).length,
        silent: found.filter(({ id }) => silent.has(id)).length,
      };
    },
  );

  async function findAll(search: DeviceSearch): Promise<readonly Device[]> {
    const found: Device[] = [];
    let after: string | undefined;
    do {
      const page = await devices.list({ ...search, limit: PAGE_SIZE, after });
      found.push(...page.devices);
      after = page.next;
      await turn(); // Embedded engines answer synchronously.
    } while (after !== undefined && found.length < MAX_ADDED_UP);
    return found;
  }

  /** In µWh. Devices in other time zones can have another day. */
  async function consumptionToday(found: readonly Device[], at: number): Promise<bigint> {
    const consumers = found.filter((device) => flowOf(device) === 'consumption');
    const days = new Map<CalendarDay, Set<string>>();
    for (const { id, timeZone } of consumers) {
      const zone = localHours(timeZone);
      const day = zone.dayOfHour(zone.startOf(at));
      days.set(day, (days.get(day) ?? new Set()).add(id));
    }
    let sum = 0n;
    for (const [day, ids] of days) {
      const range = { from: day, to: day };
      const { days: totals } = await dailyConsumption.totalsOfAll(range, 0, {
        ids,
        isExcluded: false,
      });
      for (const { total } of totals) sum += BigInt(total ?? 0);
    }
    return sum;
  }
}
