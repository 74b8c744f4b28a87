import { setImmediate as turn } from 'node:timers/promises';
import { type DeviceView, flowOf, type HoursOfDay, HoursOfDays, viewOf } from '@energy/costs';
import { kilowattHours, localHours } from '@energy/domain';
import { actor, notModified } from '@energy/http';
import type { ReadModels, ScannedHour } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { Today, TodayQuery } from '../../schemas/today.ts';
import { representationOf } from '../devices/representation.ts';
import { queryProblems } from '../problems.ts';
import { visibleOwner } from '../visible-owner.ts';

const schema = {
  summary: 'Get today’s consumption of all devices of a client',
  description:
    'Every hour of the current and the previous day of each device, in the device’s time zone. For a client: of its ' +
    'current devices. For an administrator: of those of `ownerId`; without it, of none. Hours of another owner are ' +
    'withheld from a client.',
  operationId: 'getToday',
  tags: ['devices'],
  querystring: TodayQuery,
  response: { 200: Today, 304: notModified, ...queryProblems },
};

/** A local day and the day before. */
interface LocalDays {
  readonly day: string;
  readonly hours: HoursOfDay;
  readonly dayBefore: string;
  readonly hoursBefore: HoursOfDay;
}

/** `GET /api/consumption/today?ownerId=` */
export function getToday(
  app: FastifyInstance,
  { devices, consumption }: Pick<ReadModels, 'devices' | 'consumption'>,
  now: () => number,
): void {
  const hoursOfDays = new HoursOfDays();

  app.get<{ Querystring: TodayQuery; Reply: Today }>(
    '/api/consumption/today',
    { schema, serializerCompiler: () => JSON.stringify }, // Faster than the compiled serializer here.
    async (request) => {
      const reader = actor(request);
      const at = now();
      const ownerId = visibleOwner(reader, request.query.ownerId?.toLowerCase());
      const everOwned =
        ownerId === undefined || ownerId === 'nobody' ? [] : await devices.everOwnedBy(ownerId);
      const everViewed = everOwned.flatMap((device) => viewOf(device, reader) ?? []);
      const views = everViewed.filter(({ device }) => device.ownerId === ownerId);
      const zones = new Set(views.map(({ device }) => device.timeZone));
      const days = new Map([...zones].map((zone) => [zone, localDays(zone, at)]));
      const totals = await totalsOf(views, days);
      return {
        at: new Date(at).toISOString(),
        unit: 'kWh',
        days: Array.from(days, ([timeZone, { day, hours, hoursBefore }]) => ({
          timeZone,
          day,
          starts: hours.names.map(({ start }) => start),
          before: hoursBefore.names.map(({ start }) => start),
        })),
        devices: views.map((view) =>
          todayOf(view, days.get(view.device.timeZone)!, totals.get(view.device.id)),
        ),
        former: everViewed.filter(({ isFormer }) => isFormer).map(representationOf),
      };
    },
  );

  function localDays(timeZone: string, at: number): LocalDays {
    const today = localHours(timeZone).dayOf(at);
    const day = today.toString();
    const dayBefore = today.subtract({ days: 1 }).toString();
    return {
      day,
      hours: hoursOfDays.of(timeZone, day),
      dayBefore,
      hoursBefore: hoursOfDays.of(timeZone, dayBefore),
    };
  }

  /** Reads the hours of both days by device: those that are stored together, at once. */
  async function totalsOf(
    views: readonly DeviceView[],
    days: ReadonlyMap<string, LocalDays>,
  ): Promise<ReadonlyMap<string, Totals>> {
    const totals = new Map<string, Totals>();
    for (const [timeZone, { hours, hoursBefore }] of days) {
      const own = views.filter(({ device }) => device.timeZone === timeZone);
      const starts = [...hoursBefore.starts, ...hours.starts];
      for (const group of await consumption.scan.groups(own.map(({ device }) => device.id))) {
        const scanned = await consumption.scan.hours(group, starts);
        for (const [index, deviceId] of group.entries()) {
          totals.set(
            deviceId,
            new Map(scanned[index]!.map((scannedHour) => [scannedHour.hour, scannedHour])),
          );
        }
        await turn(); // Embedded engines answer synchronously.
      }
    }
    return totals;
  }
}

/** By the start of the hour. */
type Totals = ReadonlyMap<number, ScannedHour>;

function todayOf(
  { device, mayRead }: DeviceView,
  { hours, hoursBefore }: LocalDays,
  totals: Totals | undefined,
): Today['devices'][number] {
  const { id: deviceId, description, address, maxHourlyConsumption, timeZone } = device;
  const energiesOf = ({ spans }: HoursOfDay) =>
    spans.map((span) => {
      const hour = totals?.get(span.start);
      return hour === undefined || !mayRead(span) ? null : kilowattHours(hour.total);
    });
  const startsWith = (hasMark: (hour: ScannedHour) => boolean | undefined) =>
    hours.spans.flatMap((span, index) => {
      const hour = totals?.get(span.start);
      return hour && hasMark(hour) && mayRead(span) ? [hours.names[index]!.start] : [];
    });
  const estimated = startsWith(({ isEstimated }) => isEstimated);
  const partlyUnknown = startsWith(({ isPartlyUnknown }) => isPartlyUnknown);
  return {
    deviceId,
    description,
    address,
    flow: flowOf(device),
    maxHourlyConsumption,
    timeZone,
    energies: energiesOf(hours),
    before: energiesOf(hoursBefore),
    ...(estimated.length > 0 && { estimated }),
    ...(partlyUnknown.length > 0 && { partlyUnknown }),
  };
}
