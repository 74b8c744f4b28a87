import { seenThrough } from '@energy/domain';
import {
  actor,
  type InvalidParameter,
  invalidParameters,
  notModified,
  ProblemError,
} from '@energy/http';
import { hourAlerts, isBudgetAlert, type ReadModels } from '@energy/read-models';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AlertListQuery, AlertPage, INSTANT } from '../../schemas/alert.ts';
import { pageOf } from '../page.ts';
import { queryProblems } from '../problems.ts';
import { visibleOwner } from '../visible-owner.ts';
import { budgetRepresentationOf, representationOf } from './representation.ts';

const schema = {
  summary: 'List alerts',
  description:
    'Hours that exceeded their limit, newest first: all for an administrator, those addressed to it for a ' +
    'client. There is one alert for each device and hour, ever, addressed to the owner of that hour. Alerts of budgets ' +
    'are among them, unless a device is named: `kind` says which is which.',
  operationId: 'listAlerts',
  tags: ['alerts'],
  querystring: AlertListQuery,
  response: { 200: AlertPage, 304: notModified, ...queryProblems },
};

type AlertReadModels = Pick<ReadModels, 'alerts' | 'alertInboxes' | 'devices'>;

/** `GET /api/alerts?limit=&after=&deviceId=&ownerId=&from=&to=` */
export function listAlerts(
  app: FastifyInstance,
  { alerts, alertInboxes, devices }: AlertReadModels,
): void {
  app.get<{ Querystring: AlertListQuery; Reply: AlertPage }>(
    '/api/alerts',
    { schema, config: { check: checkInstants } },
    async (request) => {
      const reader = actor(request);
      const { limit, after, deviceId, ownerId: requestedOwner, from, to } = request.query;
      const ownerId = visibleOwner(reader, requestedOwner?.toLowerCase());
      const mark = (await alertInboxes.find(reader.userId))?.through ?? 0;
      const through = seenThrough(mark, await alerts.last());
      const isAdministrator = reader.role === 'administrator';
      const unseen = await alerts.countAfter(through, isAdministrator ? undefined : reader.userId);
      if (ownerId === 'nobody') return { alerts: [], next: null, unseen };

      const rows = await pageOf(limit, () =>
        alerts.list({
          limit: limit + 1,
          before: after === undefined ? undefined : Number(after),
          ownerId,
          deviceId: deviceId?.toLowerCase(),
          from: instantOf('from', from),
          to: instantOf('to', to),
        }),
      );
      const page = rows.slice(0, limit);
      const deviceIds = new Set(hourAlerts(page).map((alert) => alert.deviceId));
      const found = await devices.findAll([...deviceIds]);
      const byId = new Map(found.map((device) => [device.id, device]));
      return {
        alerts: page.map((alert) =>
          isBudgetAlert(alert)
            ? budgetRepresentationOf(alert, through)
            : representationOf(alert, { reader, device: byId.get(alert.deviceId), through }),
        ),
        next: rows.length > limit ? String(page.at(-1)!.number) : null,
        unseen,
      };
    },
  );
}

function checkInstants({ query }: FastifyRequest): readonly InvalidParameter[] {
  return (['from', 'to'] as const).flatMap((parameter) => {
    try {
      instantOf(parameter, (query as AlertListQuery)[parameter]);
      return [];
    } catch (error) {
      return error instanceof ProblemError ? (error.errors ?? []) : [];
    }
  });
}

/** In milliseconds since 1970, UTC. The JSON schema's format accepts a few instants that do not exist. */
function instantOf(parameter: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    const detail = `${JSON.stringify(text.slice(0, 60))} is not ${INSTANT}.`;
    throw invalidParameters([{ in: 'query', parameter, detail }]);
  }
}
