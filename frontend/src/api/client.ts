import createClient, { type Middleware } from 'openapi-fetch';
import type { PathsWithMethod } from 'openapi-typescript-helpers';
import { SavedPositions } from './energy-position.ts';
import { problemOf, Unreachable } from './problem.ts';
import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];
export type Alert = Schemas['Alert'];
export type BudgetAlert = Schemas['BudgetAlert'];
export type ClientBudget = Schemas['Budget'];
export type Device = Schemas['Device'];
export type Session = Schemas['Session'];
export type User = Schemas['User'];

export type AlertPage = Answer<'/api/alerts'>;
/** The alert of an hour or of a budget. */
export type ListedAlert = AlertPage['alerts'][number];
/** The hours of a day: the answer to a request without a range. */
export type Consumption = Extract<
  Answer<'/api/devices/{id}/consumption'>,
  { readonly day: string }
>;
/** The parts of a range: the answer to a request with one. */
export type PeriodConsumption = Extract<
  Answer<'/api/devices/{id}/consumption'>,
  { readonly buckets: unknown }
>;
export type Tariff = Schemas['Tariff'];
export type Statement = Answer<'/api/devices/{id}/statement'>;
export type StatementLine = Statement['lines'][number];
export type PeriodBucket = PeriodConsumption['buckets'][number];
export type ConsumptionHour = Consumption['hours'][number];
export type DailyConsumption = Answer<'/api/devices/{id}/consumption/days'>;
export type DeviceHistory = Answer<'/api/devices/{id}/history'>;
export type DeviceStates = Answer<'/api/device-states'>;
export type DeviceGaps = Answer<'/api/devices/{id}/gaps'>;
export type GapPage = Answer<'/api/gaps'>;
export type Overview = Answer<'/api/overview'>;
export type Today = Answer<'/api/consumption/today'>;
export type DayTotal = DailyConsumption['days'][number];

/** The JSON of a GET response. */
type Answer<Path extends PathsWithMethod<paths, 'get'>> = paths[Path]['get'] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

type Fetch = (request: Request) => Promise<Response>;

/**
 * Creates a client of the platform's API, typed by its OpenAPI document: `api.GET('/api/devices', …)`
 * resolves to `{ data }`, or rejects with `ApiProblem`, `Unreachable`, or the reason of an aborted signal.
 *
 * @param fetch sends a request and renews the session
 */
export function createApi(fetch: Fetch) {
  const api = createClient<paths>({ baseUrl: location.origin, fetch: withUnreachable(fetch) });
  api.use(throwProblems, readYourWrites(new SavedPositions()));
  return api;
}

export type Api = ReturnType<typeof createApi>;

/** Resolves to the body of a successful response. */
export async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await answer).data as NonNullable<T>;
}

/** Resolves to the hours of a day, from a request without a range. */
export async function hoursOf(
  answer: Promise<{ data?: Answer<'/api/devices/{id}/consumption'> }>,
): Promise<Consumption> {
  return (await dataOf(answer)) as Consumption;
}

/** Resolves to the parts of a range, from a request with one. */
export async function periodOf(
  answer: Promise<{ data?: Answer<'/api/devices/{id}/consumption'> }>,
): Promise<PeriodConsumption> {
  return (await dataOf(answer)) as PeriodConsumption;
}

/** @throws Unreachable if there is no response */
function withUnreachable(fetch: Fetch): Fetch {
  return async (request) => {
    try {
      return await fetch(request);
    } catch (error) {
      if (request.signal.aborted || !(error instanceof TypeError)) throw error;
      throw new Unreachable('The platform could not be reached.', { cause: error });
    }
  };
}

const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
};

/** Makes queries wait until the read models contain what this page saved. */
function readYourWrites(saved: SavedPositions): Middleware {
  return {
    onRequest({ request }) {
      const positions = request.method === 'GET' ? saved.recent() : undefined;
      if (positions) request.headers.set('energy-position', positions);
    },
    onResponse({ response }) {
      saved.remember(response.headers.get('energy-position'));
    },
  };
}
