import createClient, { type Middleware } from 'openapi-fetch';
import type { PathsWithMethod } from 'openapi-typescript-helpers';
import { SavedPosition } from './energy-position.ts';
import { problemOf, Unreachable } from './problem.ts';
import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];
export type Alert = Schemas['Alert'];
export type Device = Schemas['Device'];
export type Session = Schemas['Session'];
export type User = Schemas['User'];

export type AlertPage = Answer<'/api/alerts'>;
export type Consumption = Answer<'/api/devices/{id}/consumption'>;
export type ConsumptionHour = Consumption['hours'][number];
export type DailyConsumption = Answer<'/api/devices/{id}/consumption/days'>;
export type DeviceHistory = Answer<'/api/devices/{id}/history'>;
export type Overview = Answer<'/api/overview'>;
export type DayTotal = DailyConsumption['days'][number];

/** What a path answers to GET. */
type Answer<Path extends PathsWithMethod<paths, 'get'>> = paths[Path]['get'] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

type Fetch = (request: Request) => Promise<Response>;

/**
 * The platform's API, typed by its OpenAPI document: `api.GET('/api/devices', …)` resolves to
 * `{ data }`, or rejects with `ApiProblem`, `Unreachable`, or the signal's reason where it aborts.
 *
 * @param fetch sends a request; what renews the session is put in between here
 */
export function createApi(fetch: Fetch) {
  const api = createClient<paths>({ baseUrl: location.origin, fetch: reaching(fetch) });
  api.use(refusals, seeingWhatWasSaved(new SavedPosition()));
  return api;
}

export type Api = ReturnType<typeof createApi>;

/** The body of an answer that has one, which the types can't know after {@link refusals}. */
export async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await answer).data as NonNullable<T>;
}

/** @throws Unreachable where there is no answer at all */
function reaching(fetch: Fetch): Fetch {
  return async (request) => {
    try {
      return await fetch(request);
    } catch (error) {
      if (request.signal.aborted || !(error instanceof TypeError)) throw error;
      throw new Unreachable('The platform could not be reached.', { cause: error });
    }
  };
}

const refusals: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
};

/** People see what they just saved: a query waits until the read models have come that far. */
function seeingWhatWasSaved(saved: SavedPosition): Middleware {
  return {
    onRequest({ request }) {
      const position = request.method === 'GET' ? saved.recent() : undefined;
      if (position) request.headers.set('energy-position', position);
    },
    onResponse({ response }) {
      saved.remember(response.headers.get('energy-position'));
    },
  };
}
