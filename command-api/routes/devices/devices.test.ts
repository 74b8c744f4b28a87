import { randomUUID } from 'node:crypto';
import { METER_DEFAULTS } from '@energy/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands, HEAT_PUMP } from '../../testing/commands.ts';

let commands: Commands;
beforeAll(async () => {
  commands = await Commands.start();
});
afterAll(() => commands.stop());

const key = () => ({ ...commands.administrator, 'idempotency-key': randomUUID() });
const ifMatch = (etag: string) => ({ ...commands.administrator, 'if-match': etag });

describe('registering a device', () => {
  it('returns its location, revision and position', async () => {
    const { status, headers, body } = await commands.send('POST', '/api/devices', HEAT_PUMP);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: body.id,
      ...HEAT_PUMP,
      ...METER_DEFAULTS,
      ownerId: null,
      revision: 0,
    });
    expect(headers).toMatchObject({
      location: `/api/devices/${body.id}`,
      etag: '"0"',
      'energy-position': await commands.eventStore.head(),
    });
    const [registered] = await commands.history(`device-${body.id}`);
    expect(registered).toMatchObject({
      type: 'DeviceRegistered',
      data: HEAT_PUMP,
      metadata: { actor: { role: 'administrator' } },
    });
  });

  it.each([
    ['a missing field', { timeZone: undefined }, 'timeZone', /^It is missing; it must be an IANA/],
    [
      'an unknown field',
      { colour: 'red' },
      'colour',
      /no such field; it takes description, address/,
    ],
    [
      'a wrong type',
      { maxHourlyConsumption: '2.5' },
      'maxHourlyConsumption',
      /"2\.5" is not a num/,
    ],
    ['a list', { description: [['a']] }, 'description', /^An array is not one line/],
    ['null', { address: null }, 'address', /^null is not one line/],
    ['nothing but spaces', { description: '   ' }, 'description', /must be one line of 1 to 200/],
    [
      '10,000 characters',
      { address: 'x'.repeat(10_000) },
      'address',
      /must be one line of 1 to 500/,
    ],
    ['half a character', { description: 'a\ud800' }, 'description', /must be one line/],
    ['a limit of nothing', { maxHourlyConsumption: 0 }, 'maxHourlyConsumption', /greater than 0/],
    ['a limit beyond range', { maxHourlyConsumption: 1e300 }, 'maxHourlyConsumption', /at most/],
    ['no time zone', { timeZone: 'Europe/Atlantis' }, 'timeZone', /is no IANA time zone/],
  ])('refuses %s, and says what is wrong and where', async (_, change, parameter, detail) => {
    const head = await commands.eventStore.head();
    const data = { ...HEAT_PUMP, ...change };
    const { status, body } = await commands.send('POST', '/api/devices', data);
    expect(status).toBe(400);
    expect(body.type).toBe('urn:energy:problem:invalid-request');
    expect(body.errors).toHaveLength(1);
    expect(body.errors).toMatchObject([
      { in: 'body', parameter, detail: expect.stringMatching(detail) },
    ]);
    expect(await commands.eventStore.head()).toBe(head);
  });

  it.each([
    ['no JSON', '{"a":', 400, 'invalid-request'],
    ['no object', '[1]', 400, 'invalid-request'],
    [
      'a number beyond range',
      JSON.stringify(HEAT_PUMP).replace('2.5', '1e400'),
      400,
      'invalid-request',
    ],
    ['a prototype', '{"__proto__":{"a":1}}', 400, 'invalid-request'],
    [
      'too deep',
      `{"description":${'['.repeat(8_000)}${']'.repeat(8_000)}}`,
      400,
      'invalid-request',
    ],
    [
      'too large',
      JSON.stringify({ ...HEAT_PUMP, address: 'x'.repeat(20_000) }),
      413,
      'body-too-large',
    ],
  ])('refuses a body that is %s', async (_, payload, status, kind) => {
    const headers = { ...commands.administrator, 'content-type': 'application/json' };
    const reply = await commands.send('POST', '/api/devices', payload, headers);
    expect(reply).toMatchObject({ status, body: { type: `urn:energy:problem:${kind}` } });
  });

  it.each(['text/plain', 'text/xml', 'application/x-www-form-urlencoded'])(
    'refuses a body of %s',
    async (type) => {
      const headers = { ...commands.administrator, 'content-type': type };
      const { status, body } = await commands.send('POST', '/api/devices', 'a=b', headers);
      expect(status).toBe(415);
      expect(body.type).toBe('urn:energy:problem:unsupported-media-type');
    },
  );
});

describe('describing the meter of a device', () => {
  const GAS_METER = {
    medium: 'gas',
    unit: 'm3',
    kWhPerCubicMetre: [{ validFrom: '2026-01-01', factor: 11.2 }],
    stampedAt: 'end',
    intervalMinutes: 60,
    maxPower: 40,
  };

  it('shows the attributes, and records the changes', async () => {
    const serialNumber = randomUUID();
    const id = await commands.registeredDevice({
      ...GAS_METER,
      serialNumber,
      installedOn: '2026-11-01',
    });
    const { status, body } = await commands.send('PATCH', `/api/devices/${id}`, {
      installedOn: null,
      intervalMinutes: 30,
    });
    expect(body).not.toHaveProperty('installedOn');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        ...METER_DEFAULTS,
        ...GAS_METER,
        serialNumber,
        intervalMinutes: 30,
      },
    });
    const [registered, changed] = await commands.history(`device-${id}`);
    expect(registered!.data).toMatchObject({ ...HEAT_PUMP, ...GAS_METER, serialNumber });
    expect(changed).toMatchObject({
      type: 'DeviceMeterChanged',
      data: { installedOn: null, intervalMinutes: 30 },
    });
  });

  it.each([
    ['reads', 'counter', /"counter" is not one of interval, register/],
    ['intervalMinutes', 7, /not one of 5, 10, 15, 30, 60/],
    ['maxPower', 0, /0 is not a number of kW greater than 0/],
    ['registerDigits', 1.5, /not a whole number from 1 to 9/],
    ['kWhPerCubicMetre', [], /1 to 100 conversion factors/],
    ['unit', 'm3', /not measured in m³/],
    ['serialNumber', 'a\u200bb', /invisible character/],
    ['installedOn', '2026-02-30', /is not a day such as 2026-11-22/],
  ])('refuses a senseless %s: %j', async (parameter, value, detail) => {
    const data = { ...HEAT_PUMP, [parameter]: value };
    const { status, body } = await commands.send('POST', '/api/devices', data);
    expect({ status, errors: body.errors }).toMatchObject({
      status: 400,
      errors: [{ in: 'body', detail: expect.stringMatching(detail) }],
    });
  });

  describe('that is replaced', () => {
    const REPLACEMENT = {
      replacedAt: '2026-11-22T10:25:00+01:00',
      finalReading: 13_424,
      firstReading: 0.5,
      reason: 'Calibration expired',
    };
    const replace = (id: string, data: object = {}) =>
      commands.send('POST', `/api/devices/${id}/meter-replacements`, { ...REPLACEMENT, ...data });

    it('keeps the replacement', async () => {
      const id = await commands.registeredDevice({ reads: 'register' });
      const stored = { ...REPLACEMENT, replacedAt: '2026-11-22T09:25:00.000Z' };
      const { status, body } = await replace(id);
      expect({ status, body }).toMatchObject({ status: 200, body: { replacements: [stored] } });
      const [, replaced] = await commands.history(`device-${id}`);
      expect(replaced).toMatchObject({ type: 'MeterReplaced', data: stored });
      const earlier = { replacedAt: '2026-10-01T08:00Z', firstReading: 13_000, finalReading: 9 };
      expect((await replace(id, earlier)).body).toMatchObject({
        replacements: [{ firstReading: 13_000 }, stored],
      });
    });

    it.each([
      ['replacedAt', { replacedAt: 'yesterday' }, 400],
      ['replacedAt', { replacedAt: '2999-01-01T00:00:00Z' }, 400],
      ['replacedAt', { replacedAt: '+275760-09-13T00:00:00.000Z' }, 400],
      ['replacedAt', { replacedAt: '-271821-04-20T00:00:00.000Z' }, 400],
      ['replacedAt', {}, 409],
      ['finalReading', { finalReading: -1 }, 400],
      ['finalReading', { finalReading: 1e9 }, 400],
      ['finalReading', { replacedAt: '2026-11-22T10:00:00Z', finalReading: 13_400.9 }, 409],
      ['firstReading', { replacedAt: '2026-11-22T09:00:00Z', firstReading: 20_000 }, 409],
      ['reason', { reason: ' ' }, 400],
    ])('refuses a senseless %s: %j', async (parameter, data, expected) => {
      const id = await commands.registeredDevice({ reads: 'register' });
      await replace(id);
      commands.registers.set(id, 13_401e9);
      const { status, body } = await replace(id, data);
      expect({ status, errors: body.errors }).toMatchObject({
        status: expected,
        errors: [{ in: 'body', parameter }],
      });
      expect(await commands.history(`device-${id}`)).toHaveLength(2);
    });

    it('gets the serial number and the digits of the new meter at once, or neither', async () => {
      await commands.registeredDevice({ serialNumber: 'R 1' });
      const id = await commands.registeredDevice({ reads: 'register', serialNumber: 'R 2' });
      const taken = await replace(id, { serialNumber: 'r 1', registerDigits: 6 });
      expect(taken).toMatchObject({
        status: 409,
        body: {
          type: 'urn:energy:problem:serial-number-taken',
          errors: [{ parameter: 'serialNumber' }],
        },
      });
      expect(await replace(id, { serialNumber: 'R 3', registerDigits: 10 })).toMatchObject({
        status: 400,
        body: { errors: [{ parameter: 'registerDigits' }] },
      });
      expect(await commands.history(`device-${id}`)).toHaveLength(1);
      const { status, body } = await replace(id, { serialNumber: 'R 3', registerDigits: 6 });
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { serialNumber: 'R 3', registerDigits: 6, replacements: [{ firstReading: 0.5 }] },
      });
      expect((await commands.history(`device-${id}`)).map(({ type }) => type)).toEqual([
        'DeviceRegistered',
        'MeterReplaced',
        'DeviceMeterChanged',
      ]);
    });

    it('must read a register', async () => {
      const { status, body } = await replace(await commands.registeredDevice());
      expect({ status, body }).toMatchObject({
        status: 409,
        body: { type: 'urn:energy:problem:meter-reads-intervals' },
      });
    });
  });

  it('gives a serial number to one device', async () => {
    const serialNumber = randomUUID();
    await commands.registeredDevice({ serialNumber });
    const again = { ...HEAT_PUMP, serialNumber };
    const { status, body } = await commands.send('POST', '/api/devices', again);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      type: 'urn:energy:problem:serial-number-taken',
      errors: [{ parameter: 'serialNumber' }],
    });
  });

  it('counts recorded readings otherwise, and keeps the unit of registers', async () => {
    const id = await commands.registeredDevice();
    commands.devicesWithReadings.add(id);
    const change = (data: object) => commands.send('PATCH', `/api/devices/${id}`, data);
    expect(await change({ stampedAt: 'end' })).toMatchObject({
      status: 200,
      body: { stampedAt: 'end' },
    });
    expect(await change({ reads: 'register' })).toMatchObject({ status: 200 });
    const { status, body } = await change({ unit: 'Wh' });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      type: 'urn:energy:problem:meter-has-readings',
      errors: [{ parameter: 'unit' }],
    });
  });
});

describe('changing a device', () => {
  it('shows what it has become', async () => {
    const id = await commands.registeredDevice();
    const changes = { description: 'Heat pump', maxHourlyConsumption: 3 };
    const { status, headers, body } = await commands.send('PATCH', `/api/devices/${id}`, changes);
    expect(status).toBe(200);
    expect(headers.etag).toBe('"2"');
    expect(body).toEqual({
      id,
      ...HEAT_PUMP,
      ...METER_DEFAULTS,
      ...changes,
      ownerId: null,
      revision: 2,
    });
  });

  it('that changes nothing writes nothing', async () => {
    const id = await commands.registeredDevice();
    const reply = await commands.send('PATCH', `/api/devices/${id}`, {
      address: HEAT_PUMP.address,
    });
    expect(reply).toMatchObject({ status: 200, headers: { etag: '"0"' } });
    expect(reply.headers).not.toHaveProperty('energy-position');
  });

  it('takes an id in capitals', async () => {
    const id = await commands.registeredDevice();
    const path = `/api/devices/${id.toUpperCase()}`;
    expect((await commands.send('PATCH', path, { address: 'Attic' })).body.id).toBe(id);
  });

  it('is not possible once it is decommissioned, which is for good', async () => {
    const id = await commands.registeredDevice();
    expect((await commands.send('DELETE', `/api/devices/${id}`)).status).toBe(204);
    expect((await commands.send('DELETE', `/api/devices/${id}`)).status).toBe(204);
    const { status, body } = await commands.send('PATCH', `/api/devices/${id}`, {
      address: 'Attic',
    });
    expect(status).toBe(409);
    expect(body.type).toBe('urn:energy:problem:device-decommissioned');
  });

  it('needs a device', async () => {
    for (const [method, path, payload] of [
      ['PATCH', '', { address: 'Attic' }],
      ['DELETE', '', undefined],
      ['DELETE', '/owner', undefined],
      ['PUT', '/owner', { userId: await commands.registeredUser() }],
    ] as const) {
      const url = `/api/devices/${randomUUID()}${path}`;
      const { status, body } = await commands.send(method, url, payload);
      expect({ status, type: body.type }).toEqual({
        status: 404,
        type: 'urn:energy:problem:device-not-found',
      });
    }
  });

  it('asks for something', async () => {
    const id = await commands.registeredDevice();
    const { status, body } = await commands.send('PATCH', `/api/devices/${id}`, {});
    expect(status).toBe(400);
    expect(body.detail).toContain('Nothing is asked for; it takes description, address,');
  });
});

describe('a command that names a revision', () => {
  it('is done at that revision', async () => {
    const id = await commands.registeredDevice();
    const change = { address: 'Attic' };
    const reply = await commands.send('PATCH', `/api/devices/${id}`, change, ifMatch('"0"'));
    expect(reply).toMatchObject({ status: 200, headers: { etag: '"1"' } });
  });

  it('is not done at another one', async () => {
    const id = await commands.registeredDevice();
    await commands.send('PATCH', `/api/devices/${id}`, { address: 'Attic' });
    for (const [method, payload] of [['PATCH', { address: 'Roof' }], ['DELETE']] as const) {
      const reply = await commands.send(method, `/api/devices/${id}`, payload, ifMatch('"0"'));
      expect(reply).toMatchObject({
        status: 412,
        body: {
          type: 'urn:energy:problem:revision-mismatch',
          detail: 'The current revision is 1.',
        },
      });
    }
    expect(await commands.story(`device-${id}`)).toHaveLength(2);
  });

  it.each(['0', 'W/"0"', '"one"', '"-1"', '"0", "1"'])('must name one: %s', async (etag) => {
    const id = await commands.registeredDevice();
    const change = { address: 'Attic' };
    const { status, body } = await commands.send(
      'PATCH',
      `/api/devices/${id}`,
      change,
      ifMatch(etag),
    );
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ in: 'header', parameter: 'if-match' }]);
  });

  it('of * is done at any', async () => {
    const id = await commands.registeredDevice();
    const reply = await commands.send('DELETE', `/api/devices/${id}`, undefined, ifMatch('*'));
    expect(reply.status).toBe(204);
  });
});

describe('twenty commands on one device at once', () => {
  it('each succeed, and the history reads in order', async () => {
    const id = await commands.registeredDevice();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, floor) =>
        commands.send('PATCH', `/api/devices/${id}`, { address: `Floor ${floor}` }),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const history = await commands.history(`device-${id}`);
    expect(history.map(({ revision }) => revision)).toEqual(Array.from(Array(21).keys()));
    const revisions = replies.map(({ body }) => body.revision).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    for (const { body } of replies) {
      expect(history[body.revision]!.data).toEqual({ address: body.address });
    }
  });

  it('that name the same revision: one does', async () => {
    const id = await commands.registeredDevice();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, floor) =>
        commands.send('PATCH', `/api/devices/${id}`, { address: `Floor ${floor}` }, ifMatch('"0"')),
      ),
    );
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array(19).fill(412)]);
  });
});

describe('the events of a command', () => {
  it('carry the id of its request, whether or not it may be repeated', async () => {
    for (const headers of [commands.administrator, key()]) {
      const { body, headers: received } = await commands.send(
        'POST',
        '/api/devices',
        HEAT_PUMP,
        headers,
      );
      const [event] = await commands.history(`device-${body.id}`);
      expect(event!.metadata.correlationId).toBe(received['x-request-id']);
    }
  });
});

describe('a command with an idempotency key', () => {
  it('that registers does so once, and is answered alike, whatever happened since', async () => {
    const headers = key();
    const first = await commands.send('POST', '/api/devices', HEAT_PUMP, headers);
    await commands.send('PATCH', `/api/devices/${first.body.id}`, { address: 'Attic' });
    await commands.send('DELETE', `/api/devices/${first.body.id}`);
    const again = await commands.send('POST', '/api/devices', HEAT_PUMP, headers);
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    for (const name of ['etag', 'location', 'energy-position']) {
      expect(again.headers[name]).toBe(first.headers[name]);
    }
  });

  it('is the same at another process, and after a restart', async () => {
    const headers = key();
    const first = await commands.send('POST', '/api/devices', HEAT_PUMP, headers);
    const other = await Commands.start({ beside: commands });
    try {
      const again = await other.send('POST', '/api/devices', HEAT_PUMP, headers);
      expect(again.body).toEqual(first.body);
    } finally {
      await other.stop();
    }
  });

  it('sent ten times at once is done once', async () => {
    const headers = key();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => commands.send('POST', '/api/devices', HEAT_PUMP, headers)),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    expect(await commands.story(`device-${replies[0]!.body.id}`)).toEqual(['DeviceRegistered']);
  });

  it('that changes does so once, in one or in two events, also when a revision is named', async () => {
    const id = await commands.registeredDevice();
    const change = { description: 'Pump', address: 'Attic' };
    const headers = { ...key(), 'if-match': '"0"' };
    const first = await commands.send('PATCH', `/api/devices/${id}`, change, headers);
    await commands.send('PATCH', `/api/devices/${id}`, { address: 'Cellar' });
    const again = await commands.send('PATCH', `/api/devices/${id}`, change, headers);
    expect(first).toMatchObject({ status: 200, body: { ...change, revision: 2 } });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(await commands.story(`device-${id}`)).toHaveLength(4);
  });

  it('and another body is refused', async () => {
    const headers = key();
    await commands.send('POST', '/api/devices', HEAT_PUMP, headers);
    const other = { ...HEAT_PUMP, address: 'Attic' };
    const { status, body } = await commands.send('POST', '/api/devices', other, headers);
    expect(status).toBe(422);
    expect(body.type).toBe('urn:energy:problem:idempotency-key-reused');
  });

  it('of somebody else is another command', async () => {
    const headers = key();
    const other = await commands.signedIn(randomUUID(), 'administrator');
    const first = await commands.send('POST', '/api/devices', HEAT_PUMP, headers);
    const second = await commands.send('POST', '/api/devices', HEAT_PUMP, {
      authorization: other.authorization,
      'idempotency-key': headers['idempotency-key'],
    });
    expect(second.body.id).not.toBe(first.body.id);
  });

  it.each(['', 'a b', 'é', 'x'.repeat(256)])('must be one: "%s"', async (value) => {
    const headers = { ...commands.administrator, 'idempotency-key': value };
    const { status, body } = await commands.send('POST', '/api/devices', HEAT_PUMP, headers);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ in: 'header', parameter: 'idempotency-key' }]);
  });
});

describe('giving a device an owner', () => {
  it('makes it that client’s, and then another’s', async () => {
    const id = await commands.registeredDevice();
    const ada = await commands.registeredUser();
    const ben = await commands.registeredUser();
    const put = (userId: string) => commands.send('PUT', `/api/devices/${id}/owner`, { userId });
    expect(await put(ada)).toMatchObject({ status: 200, body: { ownerId: ada, revision: 1 } });
    expect(await put(ben)).toMatchObject({ status: 200, body: { ownerId: ben } });
    expect((await commands.send('DELETE', `/api/devices/${id}/owner`)).status).toBe(204);
    expect(await commands.story(`device-${id}`)).toEqual([
      'DeviceRegistered',
      'DeviceAssigned',
      'DeviceUnassigned',
      'DeviceAssigned',
      'DeviceUnassigned',
    ]);
  });

  it('needs a client who is there', async () => {
    const id = await commands.registeredDevice();
    const deleted = await commands.registeredUser();
    await commands.send('DELETE', `/api/users/${deleted}`);
    const administrator = await commands.registeredUser(randomUUID(), 'administrator');
    for (const userId of [randomUUID(), deleted, administrator]) {
      const { status, body } = await commands.send('PUT', `/api/devices/${id}/owner`, { userId });
      expect(status).toBe(409);
      expect(body).toMatchObject({
        type: 'urn:energy:problem:owner-not-client',
        errors: [{ in: 'body', parameter: 'userId' }],
      });
    }
  });

  it('needs an id that is a UUID', async () => {
    const id = await commands.registeredDevice();
    const { status, body } = await commands.send('PUT', `/api/devices/${id}/owner`, {
      userId: '7',
    });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { in: 'body', parameter: 'userId', detail: '"7" is not a UUID.' },
    ]);
  });
});
