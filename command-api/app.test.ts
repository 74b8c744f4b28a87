import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { EngineUnavailable } from '@energy/engines';
import { overrideEventStore } from '@energy/event-store';
import { Problem } from '@energy/http';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { awayFrom } from './testing/away.ts';
import { type Asking, Commands, HEAT_PUMP, passwordOf } from './testing/commands.ts';

type Json = { [key: string]: Json } & Json[];
type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'GET';

describe('while the event store is away', () => {
  const error = new EngineUnavailable('the database events.db can’t be used: it is locked');
  let isAway = false;
  let commands: Commands;
  afterEach(() => commands.stop());

  it('every command is answered with 503 and when to ask again; it comes back by itself', async () => {
    commands = await Commands.start({
      eventStore: (actual) => awayFrom(actual, () => isAway, error),
    });
    const user = await commands.registeredUser();
    const device = await commands.registeredDevice();
    const sent: [Method, string, unknown?][] = [
      ['POST', '/api/devices', HEAT_PUMP],
      ['PATCH', `/api/devices/${device}`, { address: 'Attic' }],
      ['PUT', `/api/devices/${device}/owner`, { userId: user }],
      ['DELETE', `/api/devices/${device}/owner`],
      ['POST', '/api/users', { name: randomUUID(), role: 'client' }],
      ['PATCH', `/api/users/${user}`, { name: randomUUID(), role: 'administrator' }],
      ['PUT', `/api/users/${user}/password`],
      ['POST', '/api/session', { name: 'administrator', password: passwordOf('administrator') }],
      ['DELETE', `/api/devices/${device}`],
      ['DELETE', `/api/users/${user}`],
    ];
    isAway = true;
    for (const [method, url, payload] of sent) {
      const { status, headers, body } = await commands.send(method, url, payload);
      expect({ url, status }).toEqual({ url, status: 503 });
      expect(headers['retry-after']).toBe('2');
      expect(body.type).toBe('urn:energy:problem:engine-unavailable');
      expect(JSON.stringify(body)).not.toContain('events.db');
    }
    expect((await commands.send('GET', '/health/live')).status).toBe(200);
    expect(await commands.send('GET', '/health/ready')).toMatchObject({
      status: 503,
      body: { notReady: { 'event store': error.message } },
    });
    isAway = false;
    for (const [method, url, payload] of sent) {
      const { status } = await commands.send(method, url, payload);
      expect({ url, isDone: status < 300 }).toEqual({ url, isDone: true });
    }
  });
});

describe('a command without a body', () => {
  let commands: Commands;
  beforeAll(async () => {
    commands = await Commands.start();
  });
  afterAll(() => commands.stop());

  it('ignores one that is sent, however deeply it is nested', async () => {
    const levels = 2_400;
    const body = `${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`;
    const user = await commands.registeredUser();
    const device = await commands.registeredDevice();
    for (const path of [
      `/api/users/${user}/budget`,
      `/api/devices/${device}/owner`,
      `/api/devices/${device}`,
      `/api/users/${user}`,
    ]) {
      const key = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
      const headers = { ...commands.administrator, ...key };
      const { status } = await commands.send('DELETE', path, body, headers);
      expect({ path, isDone: status < 300 }).toEqual({ path, isDone: true });
    }
  });
});

describe('while the ownership index is being built', () => {
  let commands: Commands;
  afterEach(() => commands.stop());

  it('commands that need it are answered with 503 and the progress, and all others work', async () => {
    let resume = Promise.resolve();
    commands = await Commands.start({
      eventStore: (actual) =>
        overrideEventStore(actual, {
          async *subscribe(selection) {
            await Promise.race([resume, once(selection.signal, 'abort')]);
            yield* actual.subscribe(selection);
          },
        }),
    });
    const user = await commands.registeredUser();
    const device = await commands.registeredDevice();
    const held = Promise.withResolvers<void>();
    resume = held.promise;
    await commands.ownershipStore.clear();
    const progress = 'the ownership index is being built from the events: 0 % of them are read';
    await expect.poll(() => commands.ownershipIndex.progress()).toBe(progress);
    const refused: [Method, string, unknown?][] = [
      ['POST', '/api/users', { name: randomUUID(), role: 'client' }],
      ['PATCH', `/api/users/${user}`, { role: 'administrator' }],
      ['DELETE', `/api/users/${user}`],
    ];
    for (const [method, url, payload] of refused) {
      expect(await commands.send(method, url, payload)).toMatchObject({
        status: 503,
        headers: { 'retry-after': '5' },
        body: {
          type: 'urn:energy:problem:engine-unavailable',
          detail: `T${progress.slice(1)}. Try again in a moment.`,
        },
      });
    }
    await commands.assigned(device, user);
    expect(await commands.send('GET', '/health/ready')).toMatchObject({
      status: 503,
      body: { notReady: { 'ownership-index': progress } },
    });
    held.resolve();
    await expect.poll(async () => (await commands.send('GET', '/health/ready')).status).toBe(200);
    const promote = await commands.send('PATCH', `/api/users/${user}`, { role: 'administrator' });
    expect(promote.body.type).toBe('urn:energy:problem:owns-devices');
  });
});

describe('the OpenAPI document', () => {
  let commands: Commands;
  let document: Json;
  const operations: { method: Method; path: string; operation: Json }[] = [];
  beforeAll(async () => {
    commands = await Commands.start({ attempts: { perName: 1e6, perAddress: 1e6 } });
    document = (await commands.send('GET', '/api/openapi.json')).body;
    for (const [path, item] of Object.entries(document.paths!)) {
      for (const [method, operation] of Object.entries(item as Json)) {
        operations.push({ method: method.toUpperCase() as Method, path, operation });
      }
    }
  });
  afterAll(() => commands.stop());

  it('describes every command, its replies and its problems', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'DELETE /api/devices/{id}',
      'DELETE /api/devices/{id}/owner',
      'DELETE /api/session',
      'DELETE /api/sessions/{id}',
      'DELETE /api/tariffs/{id}',
      'DELETE /api/users/{id}',
      'DELETE /api/users/{id}/budget',
      'GET /api/openapi.json',
      'PATCH /api/devices/{id}',
      'PATCH /api/users/{id}',
      'POST /api/alerts/seen',
      'POST /api/devices',
      'POST /api/devices/{id}/gap-estimates',
      'POST /api/devices/{id}/meter-replacements',
      'POST /api/devices/{id}/reading-reviews',
      'POST /api/session',
      'POST /api/session/proof',
      'POST /api/session/refresh',
      'POST /api/tariffs',
      'POST /api/users',
      'PUT /api/devices/{id}/owner',
      'PUT /api/devices/{id}/tariff',
      'PUT /api/session/password',
      'PUT /api/tariffs/{id}/devices',
      'PUT /api/tariffs/{id}/versions/{validFrom}',
      'PUT /api/users/{id}/budget',
      'PUT /api/users/{id}/password',
    ]);
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, operation } of operations) {
      expect(operation.summary, path).toBeTruthy();
      for (const [status, reply] of Object.entries(operation.responses!)) {
        expect((reply as Json).description, `${path} ${status}`).toBeTruthy();
        const types = Object.keys((reply as Json).content ?? {});
        if (Number(status) >= 400) expect(types).toEqual(['application/problem+json']);
      }
      for (const { name, description } of operation.parameters ?? []) {
        expect(description, `${path} ${name}`).toBeTruthy();
      }
    }
  });

  it('describes every reply, whatever is sent: never 5xx, and every error is a problem', async () => {
    const wild = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('__proto__', 'constructor', '\ud800', 'x'.repeat(10_000), '', ' ', '\0'),
      fc.double(),
      fc.constantFrom(null, true, -0, 1e308, [], [[]], {}, { $ne: null }),
    );
    const known = fc.constantFrom<unknown>(
      ...Object.values(HEAT_PUMP),
      'client',
      'administrator',
      randomUUID(),
      'cookies',
      'body',
    );
    const fields = fc.constantFrom(
      ...Object.keys(HEAT_PUMP),
      'name',
      'role',
      'userId',
      'password',
      'delivery',
      'colour',
      'refreshToken',
      'currentPassword',
      'newPassword',
      '__proto__',
      'toString',
    );
    const fine = fc.oneof(
      fc.record({ ...constants(HEAT_PUMP), address: fc.constantFrom('Attic', 'Cellar') }),
      fc.record({ name: fc.constantFrom('Ada', 'Ben'), role: fc.constant('client') }),
      fc.record({ address: fc.constantFrom('Attic', 'Cellar') }),
      fc.record({ userId: fc.uuid() }),
    );
    const body = fc.oneof(
      { weight: 6, arbitrary: fine },
      { weight: 5, arbitrary: fc.dictionary(fields, fc.oneof(wild, known), { maxKeys: 6 }) },
      { weight: 2, arbitrary: fc.record({ ...constants(HEAT_PUMP), address: wild }) },
      { weight: 2, arbitrary: fc.record({ name: wild, role: known }) },
      { weight: 1, arbitrary: wild },
    );
    const user = await commands.registeredUser();
    const device = await commands.registeredDevice();
    const id = fc.oneof(
      fc.constantFrom(user, device, user.toUpperCase(), randomUUID(), 'urn:uuid:1', '..', '%00'),
      fc
        .string({ unit: 'binary', maxLength: 50 })
        .filter((text) => text.isWellFormed())
        .map(encodeURIComponent),
    );
    const headers = fc.record(
      {
        'idempotency-key': fc.constantFrom('a', 'b', '', 'ä', 'x'.repeat(300)),
        'if-match': fc.constantFrom('"0"', '"1"', '*', '0', '"99999999999999999"', 'W/"0"'),
        'content-type': fc.oneof(
          { weight: 20, arbitrary: fc.constant('application/json') },
          { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/xml', ';') },
        ),
      },
      { requiredKeys: [] },
    );
    const tally: Record<number, number> = {};
    const registration = operations.find(
      ({ method, path }) => method === 'POST' && path === '/api/devices',
    )!;
    // Few requests are created, or refused for the idempotency key of another one: 201 and 422.
    const rare = [HEAT_PUMP, { ...HEAT_PUMP, address: 'Attic' }].map((each) =>
      JSON.stringify(each),
    );
    const asking = fc.oneof(
      { weight: 5, arbitrary: fc.constant<Asking>(commands.administrator) },
      { weight: 1, arbitrary: fc.constant<Asking>({}) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...operations),
        id,
        fc.oneof(
          { weight: 9, arbitrary: body.map((value) => JSON.stringify(value)) },
          { weight: 1, arbitrary: fc.string({ maxLength: 50 }) },
        ),
        headers,
        asking,
        async ({ method, path, operation }, someId, payload, more, who) => {
          const response = await commands.app.inject({
            method,
            url: path.replace('{id}', someId),
            // Signing out would leave nobody to ask.
            headers: {
              'content-type': 'application/json',
              ...more,
              ...(method === 'DELETE' && path === '/api/session' ? {} : who),
            },
            ...(method !== 'GET' && { payload: payload ?? '' }),
          });
          const { statusCode: status } = response;
          tally[status] = (tally[status] ?? 0) + 1;
          if (/resource-not-found|method-not-allowed/.test(response.body)) return; // Ids of dots.
          const where = `${method} ${path} ${payload} ${status} ${response.body}`;
          expect(status, where).toBeLessThan(500);
          expect(Object.keys(operation.responses!), where).toContain(String(status));
          if (status < 400) return;
          expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
          expect(Value.Check(Problem, response.json()), where).toBe(true);
        },
      ),
      {
        numRuns: 5_000,
        examples: rare.map((payload) => [
          registration,
          device,
          payload,
          { 'idempotency-key': 'a' },
          commands.administrator,
        ]),
      },
    );
    expect(commands.log).not.toContain('"level":"error"');
    for (const status of [200, 201, 204, 400, 401, 404, 409, 412, 415, 422]) {
      expect(tally[status], String(status)).toBeGreaterThan(0);
    }
  }, 120_000);
});

function constants(values: object): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, fc.constant(value)]),
  );
}
