import { finished } from 'node:stream';
import type { DeviceView } from '@energy/costs';
import { localHours } from '@energy/domain';
import {
  allDevices,
  EnergyExport,
  EXPORT_FORMATS,
  type ExportedDevice,
  type ExportFormat,
  exportedDevice,
  HourPrices,
} from '@energy/exports';
import { actor, IdParameter, problemResponse, type RequestActor } from '@energy/http';
import type { DayRange, ReadModels } from '@energy/read-models';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ExportResponses } from '../../exports/export-response.ts';
import { exportFileName } from '../../exports/file-name.ts';
import { invalid, latestToday, rangeOf } from '../../periods/range.ts';
import { DeviceExportQuery, ExportQuery } from '../../schemas/parameters.ts';
import { viewsOf } from '../../selected-devices.ts';
import { UserSlots } from '../../user-slots.ts';
import { findDevice } from '../devices/find-device.ts';
import { visibleOwner } from '../visible-owner.ts';
import { exportResponses } from './schema.ts';

const EXPORTS_PER_USER = 3;
const RETRY_AFTER_S = 10;

const deviceSchema = {
  summary: 'Export the consumption of a device',
  description:
    'The hours or the readings of a device in a range of up to ten years, as a file: those that have readings, in the ' +
    'order of time, with energies in kWh as exact decimals. For a client, hours of another owner or of none are left out. ' +
    'With `cost`, each hour has the exact cost of its energy.',
  operationId: 'exportDeviceConsumption',
  tags: ['devices'],
  params: IdParameter,
  querystring: DeviceExportQuery,
  response: {
    ...exportResponses,
    404: problemResponse('The device does not exist, or is another client’s.'),
  },
};

const schema = {
  summary: 'Export the consumption of several devices',
  description:
    'The hours or the readings of devices in a range of up to ten years, as a file: by day, then by device, then by ' +
    'time. For a client: all that it owns or owned, in the time of its ownership. For an administrator: those of an ' +
    'owner, those that a search finds, or all.',
  operationId: 'exportConsumption',
  tags: ['devices'],
  querystring: ExportQuery,
  response: exportResponses,
};

/**
 * `GET /api/devices/{id}/consumption/export?from=2026-01-01&to=2026-12-31&by=hours&format=csv` and
 * `GET /api/consumption/export?from=2026-01-01&to=2026-12-31&by=readings&format=ndjson&ownerId=…&search=…`
 */
export function addExports(app: FastifyInstance, readModels: ReadModels, now: () => number): void {
  const { devices, consumption, tariffs } = readModels;
  const slots = new UserSlots(EXPORTS_PER_USER, { retryAfterS: RETRY_AFTER_S });
  const responses = new ExportResponses();
  const config = { isStream: true };

  app.get<{ Params: IdParameter; Querystring: DeviceExportQuery }>(
    '/api/devices/:id/consumption/export',
    { schema: deviceSchema, config },
    async (request, reply) => {
      const view = await findDevice(devices, request.params.id, actor(request));
      const { timeZone, description } = view.device;
      const today = localHours(timeZone).dayOfHour(now());
      const range = rangeOf(datesOf(request.query), { today, timeZone });
      const title = `${description} ${request.query.by}`;
      return send({ request, reply }, { devices: [toExported(view)], range, title });
    },
  );

  app.get<{ Querystring: ExportQuery }>(
    '/api/consumption/export',
    { schema, config },
    async (request, reply) => {
      const selected = await select(request.query, actor(request));
      const range = rangeOf(datesOf(request.query), latestToday(selected, now()));
      const title = `energy ${request.query.by}`;
      return send({ request, reply }, { devices: selected, range, title });
    },
  );

  async function select(
    { ownerId: requestedOwner, search }: ExportQuery,
    reader: RequestActor,
  ): Promise<readonly ExportedDevice[]> {
    const ownerId = visibleOwner(reader, requestedOwner?.toLowerCase());
    if (ownerId === undefined && search === undefined) return allDevices(devices);
    return (await viewsOf(devices, { ownerId, search, reader })).map(toExported);
  }

  async function send({ request, reply }: Exchange, selection: Selected): Promise<FastifyReply> {
    const { userId, role } = actor(request);
    expectRows(request.query);
    const release = slots.take(userId);
    finished(reply.raw, release);
    const { by: rows, format, cost } = request.query;
    const { range, devices: selected, title } = selection;
    const reader = role === 'administrator' ? role : userId;
    const energyExport = await EnergyExport.of(consumption.scan, {
      devices: selected,
      range,
      rows,
      reader,
      prices: cost ? await HourPrices.of(selected, tariffs) : undefined,
    });
    const fileName = exportFileName(title, range);
    return responses.send(request, reply, { energyExport, format, fileName });
  }
}

interface Exchange {
  readonly request: FastifyRequest<{ Querystring: DeviceExportQuery }>;
  readonly reply: FastifyReply;
}

interface Selected {
  readonly devices: readonly ExportedDevice[];
  readonly range: DayRange;
  /** Begins the name of the file. */
  readonly title: string;
}

/** Without `by`, which means something else for periods. */
function datesOf({ from, to }: DeviceExportQuery) {
  return { from, to };
}

function expectRows({ format, by, cost }: DeviceExportQuery): void {
  const { rows }: ExportFormat = EXPORT_FORMATS[format];
  if (!rows.includes(by))
    throw invalid('by', `The format ${format} has ${rows.join(' and ')} only.`);
  if (cost && by !== 'hours') throw invalid('cost', 'Readings have no costs: export hours.');
}

function toExported({ device, ownerships, mayRead }: DeviceView): ExportedDevice {
  return { ...exportedDevice(device), ...(ownerships && { mayRead }) };
}
