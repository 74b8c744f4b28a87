import type { DevicesReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../../problem-error.ts';
import { DevicePage } from '../../schemas/device.ts';
import { PAGE_LIMIT, PageQuery } from '../../schemas/parameters.ts';
import { problemResponse } from '../../schemas/problem.ts';
import { cursorAfter, idOf } from './cursor.ts';
import { representationOf } from './representation.ts';

const schema = {
  summary: 'The devices in use',
  description: 'By id, page by page. Those that were decommissioned are left out.',
  operationId: 'listDevices',
  tags: ['devices'],
  querystring: PageQuery,
  response: {
    200: DevicePage,
    400: problemResponse('A parameter is not valid, or there is no such parameter.'),
    500: problemResponse('Something went wrong on our side.'),
    503: problemResponse('The data can’t be reached; ask again after `Retry-After`.'),
  },
};

/** `GET /api/devices?limit=&after=` */
export function listDevices(app: FastifyInstance, devices: DevicesReadModel): void {
  app.get<{ Querystring: PageQuery; Reply: DevicePage }>(
    '/api/devices',
    { schema },
    async ({ query: { limit, after } }) => {
      if (!Number.isFinite(limit)) throw tooLarge(); // Ajv finds infinity within any bounds.
      const page = await devices.list({ limit, after: after && idOf(after) });
      return {
        devices: page.devices.map(representationOf),
        next: page.next === undefined ? null : cursorAfter(page.next),
      };
    },
  );
}

function tooLarge(): ProblemError {
  const detail = `This number is not ${PAGE_LIMIT}.`;
  return new ProblemError('invalid-request', `limit: ${detail}`, {
    errors: [{ in: 'query', parameter: 'limit', detail }],
  });
}
