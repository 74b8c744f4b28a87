import { dayText } from '@energy/domain';
import {
  type DayRange,
  type Device,
  findGaps,
  type Gap,
  type ReadModels,
} from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { latestToday, rangeOf } from '../../periods/range.ts';
import { GapListQuery, GapPage } from '../../schemas/gaps.ts';
import { pageOf } from '../page.ts';
import { queryProblems } from '../problems.ts';
import { toGap } from './representation.ts';

const schema = {
  summary: 'List gaps of all devices',
  description:
    'The hours of devices in use in which readings are missing, or suspect: by default of the last seven days. Hours ' +
    'count once the reading after their end is due.',
  operationId: 'listGaps',
  tags: ['devices'],
  querystring: GapListQuery,
  response: { 200: GapPage, ...queryProblems },
};

/** Devices whose hours are read at once. */
const DEVICES_AT_ONCE = 100;
/** Maximum number of hours of devices that one request reads; a page of devices more. */
const MAX_HOURS = 100_000;
const HOURS_OF_A_DAY = 24;

type GapModels = Pick<ReadModels, 'devices' | 'consumption'>;

/** `GET /api/gaps?from=&to=&kind=&search=&ownerId=&limit=&after=` */
export function listGaps(app: FastifyInstance, readModels: GapModels, now: () => number): void {
  app.get<{ Querystring: GapListQuery; Reply: GapPage }>(
    '/api/gaps',
    { schema },
    async ({ query }) => {
      const at = now();
      const days = rangeOf({ ...query, by: 'hour' }, latestToday([], at));
      const page = await pageOf(query.limit, () => gapsOf(readModels, query, { days, now: at }));
      return {
        from: dayText(days.from),
        to: dayText(days.to),
        gaps: page.gaps.map(toGap),
        devices: page.devices.map(({ id, description, address, timeZone }) => ({
          id,
          description,
          address,
          timeZone,
        })),
        next: page.next ?? null,
      };
    },
  );
}

interface FoundGaps {
  readonly gaps: readonly Gap[];
  /** Those that have gaps. */
  readonly devices: readonly Device[];
  readonly next: string | undefined;
}

/** Reads devices until the gaps fill a page, or the work that a request may take is done. */
async function gapsOf(
  { devices, consumption }: GapModels,
  { limit, after, search, ownerId, kind }: GapListQuery,
  range: { readonly days: DayRange; readonly now: number },
): Promise<FoundGaps> {
  const hoursOfDevice = (range.days.to - range.days.from + 1) * HOURS_OF_A_DAY;
  const listed = { search, ownerId: ownerId?.toLowerCase(), sort: 'id' } as const;
  const gaps: Gap[] = [];
  const withGaps: Device[] = [];
  let next = after;
  let hours = 0;
  do {
    const page = await devices.list({ ...listed, limit: DEVICES_AT_ONCE, after: next });
    const found = await findGaps(consumption.scan, { devices: page.devices, ...range });
    const selected = found.filter((gap) => kind === undefined || gap[kind] > 0);
    const ids = new Set(selected.map(({ deviceId }) => deviceId));
    gaps.push(...selected);
    withGaps.push(...page.devices.filter(({ id }) => ids.has(id)));
    hours += page.devices.length * hoursOfDevice;
    next = page.next;
  } while (next !== undefined && gaps.length < limit && hours < MAX_HOURS);
  return { gaps, devices: withGaps, next };
}
