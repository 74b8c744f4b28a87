import { repetitions } from '@energy/testing';
import type { Person } from '@energy/testing/api';
import { TestPlatform } from '@energy/testing/platform';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Description,
  type Operation,
  opensWebSocket,
  operationsOf,
} from './fuzz/description.ts';
import { type Exchange, send } from './fuzz/exchange.ts';
import { Judgement } from './fuzz/judgement.ts';
import { PASSWORD, People } from './fuzz/people.ts';
import { type Intent, requestsFor } from './fuzz/requests.ts';
import { Seen } from './fuzz/seen.ts';
import { Values } from './fuzz/values.ts';

const REQUESTS = repetitions({ quick: 500, thorough: 2_000 });
/** Enough further requests that an operation which can succeed almost certainly does. */
const MAX_FURTHER_REQUESTS = 8_000;
const FURTHER_REQUESTS = 100;
/** Most requests fail by one generated value; far fewer successes would mean that all do. */
const MIN_SUCCESS_RATE = 0.15;

let platform: TestPlatform;
let administrator: Person;
let description: Description;
let operations: readonly Operation[];
let seen: Seen;
let people: People;

beforeAll(async () => {
  platform = TestPlatform.open();
  const often = '1000000';
  const limits = { SIGN_INS_PER_NAME: often, SIGN_INS_PER_ADDRESS: often };
  ({ administrator } = await platform.startBehindGateway(limits));
  const { api } = administrator;
  description = (await api.request<Description>('GET', '/openapi.json')).body;
  operations = operationsOf(description).filter((each) => !opensWebSocket(each));
  const { user } = (await api.request<{ user: { id: string } }>('GET', '/session')).body;
  seen = new Seen([user.id]);
  seen.note('password', PASSWORD);
  people = new People(administrator, seen);
  await people.signIn('administrator');
  await people.signIn('client');
}, 90_000);

afterAll(() => platform.close());

async function ask(intent: Intent): Promise<Exchange> {
  const { operation, who } = intent;
  const { origin } = new URL(administrator.api.url);
  const exchange = await send(origin, intent, seen, people.tokenOf(who));
  const { status, headers, body } = exchange;
  if (status < 300) {
    const isJson = String(headers['content-type']).startsWith('application/json');
    if (body.length > 0 && isJson) seen.noteAll(operation.path, JSON.parse(body.toString()));
    for (const name of ['etag', 'energy-position']) {
      if (headers[name]) seen.note(name, headers[name]);
    }
  }
  const isRefused = status === 401 || (status === 403 && who === 'administrator');
  if (isRefused && who !== 'nobody') await people.signIn(who);
  return exchange;
}

/** Their bodies refer to themselves, to several resources, or to readings: a generated one is hardly ever valid. */
const RARELY_VALID = [
  'PUT /api/tariffs/{id}/versions/{validFrom}',
  'PUT /api/tariffs/{id}/devices',
  'POST /api/devices/{id}/reading-reviews',
  'POST /api/devices/{id}/gap-estimates',
  'POST /api/devices/{id}/meter-replacements',
];

/** The operations that list or create what others are about: what was seen before may be gone, such as a session. */
function sourcesOf(some: readonly Operation[]): readonly Operation[] {
  const isSource = ({ method, path }: Operation) =>
    ['GET', 'POST'].includes(method) && some.some((each) => each.path.startsWith(`${path}/`));
  return operations.filter(isSource);
}

describe('the API', () => {
  it('answers whatever is asked of it as its document says, and never 5xx', {
    timeout: 400_000,
  }, async () => {
    const values = new Values(description);
    const judgement = new Judgement(description);
    const successes = new Map(operations.map(({ name }) => [name, 0]));
    const withoutSuccess = () =>
      operations.filter(({ name }) => successes.get(name) === 0 && !RARELY_VALID.includes(name));
    const anyOf = (some: readonly Operation[]) =>
      fc.asyncProperty(
        fc.oneof(...some.map((operation) => requestsFor(operation, values))),
        async (intent) => {
          const { operation } = intent;
          const exchange = await ask(intent);
          const mistake = judgement.on(operation, exchange);
          if (mistake) throw new Error(`${mistake}\n${exchange.asked}\n${exchange.body}`);
          const isSuccess = exchange.status < 300;
          if (isSuccess) successes.set(operation.name, successes.get(operation.name)! + 1);
        },
      );
    // Without shrinking: a failed request has changed the platform, and may not fail again.
    await fc.assert(anyOf(operations), { numRuns: REQUESTS, endOnFailure: true });
    const all = [...successes.values()].reduce((sum, count) => sum + count);
    expect(all / REQUESTS).toBeGreaterThan(MIN_SUCCESS_RATE);
    for (let further = 0; further < MAX_FURTHER_REQUESTS; further += FURTHER_REQUESTS) {
      const remaining = withoutSuccess();
      if (remaining.length === 0) break;
      const asked = [...remaining, ...sourcesOf(remaining)];
      await fc.assert(anyOf(asked), { numRuns: FURTHER_REQUESTS, endOnFailure: true });
    }
    expect(withoutSuccess().map(({ name }) => name)).toEqual([]);
  });
});
