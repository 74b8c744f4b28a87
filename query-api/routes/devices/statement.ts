import { HoursOfDays, termsOf } from '@energy/costs';
import { calendarDay, type Terms } from '@energy/domain';
import { actor, IdParameter, notModified, ProblemError, problemResponse } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import type { Utility } from '@energy/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { statementOf } from '../../costs/statement.ts';
import { statementPdf } from '../../costs/statement-pdf.ts';
import { invalid } from '../../periods/range.ts';
import { StatementPdfQuery, StatementQuery } from '../../schemas/parameters.ts';
import { Statement } from '../../schemas/statement.ts';
import { queryProblems } from '../problems.ts';
import { findDevice } from './find-device.ts';

const schema = {
  summary: 'Get the statement of a device for a month',
  description:
    'The energy by rate, every line of the bill and their sum, the days, and a comparison with earlier months. Costs are ' +
    'computed from the current readings and the versions of the tariffs. A former owner sees the time of the ownership.',
  operationId: 'getStatement',
  tags: ['devices', 'tariffs'],
  params: IdParameter,
  querystring: StatementQuery,
  response: {
    200: Statement,
    304: notModified,
    ...queryProblems,
    404: problemResponse('The device or the tariff does not exist, or is another client’s.'),
  },
};

const pdfSchema = {
  ...schema,
  summary: 'Get the statement of a device for a month as PDF',
  description: 'The statement on A4 pages, in English or German.',
  operationId: 'getStatementPdf',
  querystring: StatementPdfQuery,
  response: {
    ...schema.response,
    200: {
      description: 'The statement.',
      content: {
        'application/pdf': {
          schema: { type: 'string', format: 'binary', examples: ['%PDF-1.3 …'] },
        },
      },
    },
  },
};

interface StatementDependencies {
  /** In the letterhead of a PDF. */
  readonly utility: Utility;
  readonly now: () => number;
}

/** `GET /api/devices/{id}/statement?month=2026-11&ownerId=&tariffId=&validFrom=` and `…/statement/pdf?…&language=de` */
export function getStatement(
  app: FastifyInstance,
  readModels: ReadModels,
  { utility, now }: StatementDependencies,
): void {
  const { devices, consumption, dailyConsumption, tariffs } = readModels;
  const hoursOfDays = new HoursOfDays();

  type Request = FastifyRequest<{ Params: IdParameter; Querystring: StatementQuery }>;

  app.get<{ Params: IdParameter; Querystring: StatementQuery; Reply: Statement }>(
    '/api/devices/:id/statement',
    { schema },
    async (request) => statement(request),
  );

  app.get<{ Params: IdParameter; Querystring: StatementPdfQuery }>(
    '/api/devices/:id/statement/pdf',
    { schema: pdfSchema },
    async (request, reply) => {
      const document = await statement(request);
      const pdf = await statementPdf(document, request.query.language ?? 'en', utility);
      reply.header('content-type', 'application/pdf');
      reply.header(
        'content-disposition',
        `attachment; filename="statement-${document.month}-${document.deviceId}.pdf"`,
      );
      return reply.send(pdf);
    },
  );

  async function statement(request: Request): Promise<Statement> {
    const { month, ownerId } = request.query;
    const reader = actor(request);
    const isOfOwner = reader.role === 'administrator' && ownerId !== undefined;
    const viewer = isOfOwner ? { userId: ownerId.toLowerCase(), role: 'client' as const } : reader;
    const view = await findDevice(devices, request.params.id, viewer);
    const reading = { consumption, dailyConsumption, tariffs, hoursOfDays, now: now() };
    return statementOf(view, { month, termsOn: await previewedTerms(request) }, reading);
  }

  /** The prices of a preview; `undefined` for those of the assigned tariffs. */
  async function previewedTerms(
    request: Request,
  ): Promise<((day: number) => Terms | undefined) | undefined> {
    const { tariffId, validFrom } = request.query;
    if (tariffId === undefined) {
      if (validFrom === undefined) return undefined;
      throw invalid('validFrom', 'A version is of a tariff: give `tariffId` as well.');
    }
    if (actor(request).role !== 'administrator') {
      throw new ProblemError('not-allowed', 'Only administrators preview tariffs.');
    }
    const tariff = await tariffs.find(tariffId.toLowerCase());
    if (!tariff) throw new ProblemError('tariff-not-found', `No tariff has the id ${tariffId}.`);
    if (validFrom === undefined) return (day) => termsOf(tariff, day);
    const version = tariff.versions.find((each) => each.validFrom === validFrom);
    if (!version) throw invalid('validFrom', `"${tariff.name}" has no version from ${validFrom}.`);
    return () => termsOf({ ...tariff, versions: [version] }, calendarDay(validFrom));
  }
}
