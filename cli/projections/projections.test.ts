import { randomUUID } from 'node:crypto';
import { OwnershipChanges } from '@energy/accounts';
import type { DeviceEvent, ReadingDecisionEvent } from '@energy/domain';
import type { NewEvent } from '@energy/event-store';
import type { Device, HourReading } from '@energy/read-models';
import { DEVICES, rebuildProjection } from '@energy/read-models/projection';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from '../testing/operator.ts';

const FRIDGE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const HOUR = Date.parse('2026-11-22T09:00:00Z');
const NAMES = [
  'devices',
  'users',
  'conversations',
  'alert-inboxes',
  'tariffs',
  'budgets',
  'hourly-consumption',
  'daily-consumption',
  'ownership-index',
];
const OWNER = 'b0000000-0000-4000-8000-00000000000b';

let operator: Operator;
const energy = (...args: string[]) => operator.energy('projections', ...args);
const json = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

beforeEach(async () => {
  operator = new Operator();
  await happened({
    type: 'DeviceRegistered',
    data: {
      description: 'Fridge',
      address: 'Rue de la Loi 16',
      maxHourlyConsumption: 0.5,
      timeZone: 'Europe/Brussels',
    },
  });
  await happened({ type: 'DeviceLimitChanged', data: { maxHourlyConsumption: 0.75 } });
});

afterEach(() => operator.leave());

async function happened(
  event: DeviceEvent | ReadingDecisionEvent,
  stream = `device-${FRIDGE}`,
): Promise<void> {
  const metadata = {
    actor: 'system',
    correlationId: 'c',
    causationId: 'c',
    schemaVersion: 1,
  } as const;
  const newEvent: NewEvent = { ...event, id: randomUUID(), metadata };
  await operator.withEventStore((store) => store.append(stream, 'any', [newEvent]));
}

/** Stores the fridge as no event has made it, and how far its projection has come. */
async function misprojected(): Promise<void> {
  const [head, registered] = await operator.withEventStore(async (store) => [
    await store.head(),
    (await Array.fromAsync(store.readStream(`device-${FRIDGE}`)))[0],
  ]);
  const fridge: Device = {
    id: FRIDGE,
    registeredAt: registered!.recordedAt,
    description: 'Fridge',
    address: 'Elsewhere',
    maxHourlyConsumption: 0.75,
    timeZone: 'Europe/Brussels',
    ownerId: undefined,
    ownerships: [],
    tariffs: [],
    decommissionedAt: undefined,
    meter: {},
    revision: 1,
  };
  await operator.withReadModels(({ devices }) => devices.store([fridge], head));
}

async function recorded(...energies: number[]): Promise<void> {
  const readings = energies.map(
    (each, index): HourReading => ({
      deviceId: FRIDGE,
      hour: HOUR,
      at: HOUR + index * 600_000,
      energy: each,
    }),
  );
  await operator.withReadModels(({ consumption }) => consumption.record(readings));
}

describe('the projections', () => {
  it('are listed with how far each has come', async () => {
    await misprojected();
    await happened({ type: 'DeviceLimitChanged', data: { maxHourlyConsumption: 1 } });
    await recorded(1, 2);
    const { code, out, said } = await energy('list');
    expect({ code, said }).toEqual({ code: 0, said: '' });
    const lines = out.trim().split('\n');
    expect(lines[0]).toMatch(/^name +version +generation +rows +position +lag +rebuild$/);
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(NAMES);
    expect(lines[1]).toMatch(/^devices +7 +0 +1 +0{15}2 +1 events, \d+\.\d s +–$/);
    expect(lines[2]).toMatch(/^users +3 +0 +0 +– +none +–$/);
    expect(lines[7]).toMatch(/^hourly-consumption +1 +– +1 +– +– +–$/);
    expect(lines[8]).toMatch(/^daily-consumption +1 +– +0 +– +– +–$/);
    const documents = json((await energy('list', '--json')).out);
    expect(documents.map(({ name }) => name)).toEqual(NAMES);
    expect(documents[0]).toEqual({
      name: 'devices',
      version: 7,
      generation: 0,
      rows: 1,
      position: '0000000000000002',
      lag: { events: 1, since: expect.stringMatching(/Z$/), share: 2 / 3 },
      isAhead: false,
      rebuild: null,
    });
  });

  it('are listed with what is being built', async () => {
    await misprojected();
    const interruption = new AbortController();
    const begun = operator.withEventStore((eventStore) =>
      operator.withReadModels((readModels) =>
        rebuildProjection(
          DEVICES,
          { eventStore, readModels },
          {
            restart: false,
            log: { info() {}, warn() {} },
            signal: interruption.signal,
            onProgress: () => interruption.abort(),
          },
        ),
      ),
    );
    await expect(begun).rejects.toThrow();
    const { out } = await energy('list');
    expect(out).toMatch(
      /^devices +7 +0 .*generation 1 has \d rows; it lags by: (none|\d events, \d+\.\d s)$/m,
    );
    expect(json((await energy('list', '--json')).out)[0].rebuild).toMatchObject({ generation: 1 });
  });
});

describe('verifying', () => {
  it('says which row differs, in what, and exits with 1', async () => {
    await misprojected();
    const { code, out, said } = await energy('verify', 'devices');
    expect({ code, out }).toEqual({
      code: 1,
      out: `devices ${FRIDGE}: address is "Elsewhere" but by its events "Rue de la Loi 16".\n`,
    });
    expect(said).toBe('Compared 1 row of devices with the events: 1 difference.\n');
    expect(json((await energy('verify', 'devices', '--json')).out)[0]).toMatchObject({
      id: FRIDGE,
      differences: { address: { readModel: 'Elsewhere', events: 'Rue de la Loi 16' } },
    });
  });

  it('says which hour has another total than its readings', async () => {
    await recorded(300_000_000, 200_000_000);
    expect((await energy('verify', 'hourly-consumption')).code).toBe(0);
    await operator.spoilTotals();
    const { code, out, said } = await energy('verify', 'hourly-consumption');
    expect({ code, out }).toEqual({
      code: 1,
      out:
        `hourly-consumption ${FRIDGE}, hour 2026-11-22 10:00 +01:00: ` +
        'total is 0.500000001 kWh but by its readings 0.5 kWh.\n',
    });
    expect(said).toBe('Compared 1 hour with the readings: 1 difference.\n');
    expect(json((await energy('verify', 'hourly-consumption', '--json')).out)).toEqual([
      {
        deviceId: FRIDGE,
        hour: '2026-11-22T09:00:00.000Z',
        readModel: { total: 0.500000001, readings: 2 },
        byReadings: { total: 0.5, readings: 2 },
      },
      { compared: 1, differing: 1 },
    ]);
  });

  it('says which hour lacks a decision of its events, and applies it again', async () => {
    await recorded(300_000_000, 200_000_000);
    const at = new Date(HOUR + 600_000).toISOString();
    const hour = new Date(HOUR).toISOString();
    await happened(
      { type: 'ReadingRejected', data: { at, hour, energy: 0.2, reason: 'Maintenance' } },
      `readings-${FRIDGE}`,
    );
    const position = await operator.withEventStore((store) => store.head());
    await operator.withReadModels(({ consumption }) => consumption.edit([], { position }));
    const lost = await energy('verify', 'hourly-consumption');
    expect(lost).toEqual({
      code: 1,
      out: `hourly-consumption ${FRIDGE}, hour 2026-11-22 10:00 +01:00: decisions are 0 but by the events 1.\n`,
      said: 'Compared 1 hour with the readings and the decisions: 1 difference.\n',
    });
    expect(json((await energy('verify', 'hourly-consumption', '--json')).out)).toEqual([
      {
        deviceId: FRIDGE,
        hour,
        readModel: null,
        byEvents: { revision: 0, decisions: [{ at, energy: 0.2, counts: null }], estimates: [] },
      },
      { compared: 1, differing: 1 },
    ]);
    expect((await energy('rebuild', 'hourly-consumption')).code).toBe(0);
    expect(await energy('verify', 'hourly-consumption')).toEqual({
      code: 0,
      out: '',
      said:
        'Compared 1 hour with the readings: no differences.\n' +
        'Compared the decisions about 1 hour with their events: no differences.\n',
    });
  });

  it('says which day has another total than its hours, and mends it', async () => {
    await misprojected();
    await recorded(300_000_000, 200_000_000);
    await operator.withReadModels(async ({ consumption, dailyConsumption }) => {
      const later = { deviceId: FRIDGE, hour: HOUR + 5 * 3_600_000, at: HOUR + 5 * 3_600_000 };
      await consumption.record([{ ...later, energy: 1 }]);
      const { signal } = new AbortController();
      await dailyConsumption.build({ now: Date.now(), onProgress: () => {}, signal });
    });
    expect((await energy('verify', 'daily-consumption')).code).toBe(0);
    await operator.spoilTotals();
    const { code, out, said } = await energy('verify', 'daily-consumption');
    expect({ code, out }).toEqual({
      code: 1,
      out:
        `daily-consumption ${FRIDGE}, day 2026-11-22: ` +
        'total is 0.5 kWh but by its hours 0.500000001 kWh.\n',
    });
    expect(said).toBe('Compared 1 day with the hours: 1 difference.\n');
    expect(json((await energy('verify', 'daily-consumption', '--json')).out)).toEqual([
      {
        deviceId: FRIDGE,
        day: '2026-11-22',
        readModel: { total: 0.5, readings: 2, hours: 1 },
        byHours: { total: 0.500000001, readings: 2, hours: 1 },
      },
      { compared: 1, differing: 1 },
    ]);
    const rebuilt = await energy('rebuild', 'daily-consumption');
    expect(rebuilt.code).toBe(0);
    expect(rebuilt.said).toMatch(
      /^Rebuilt 1 days of devices from their hours in \d+\.\d s; 1 were wrong, and are corrected\.\n$/,
    );
    expect((await energy('verify', 'daily-consumption')).code).toBe(0);
  });

  it('says that the record of readings is lost where the events know devices', async () => {
    const { code, out, said } = await energy('verify', 'hourly-consumption');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(said).toMatch(
      /No reading is recorded, but the events know of 1 device\. .* backup\.\n$/,
    );
    await recorded(300_000_000);
    expect((await energy('verify', 'hourly-consumption')).code).toBe(0);
  });

  it('says where the record of readings begins, and compares nothing before it', async () => {
    await recorded(300_000_000);
    await operator.withReadModels(({ consumption }) =>
      consumption.dropReadings({
        before: Date.parse('2026-12-01T00:00Z'),
        onProgress: () => {},
        signal: new AbortController().signal,
      }),
    );
    const { code, out, said } = await energy('verify', 'hourly-consumption');
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(said).toBe(
      'The readings before 2026-12-01T00:00:00.000Z were dropped: the totals of 1 hour have nothing to be compared with.\n' +
        'Compared 0 hours with the readings: no differences.\n',
    );
    expect(json((await energy('verify', 'hourly-consumption', '--json')).out)).toEqual([
      { compared: 0, differing: 0, dropped: 1, recordStart: '2026-12-01T00:00:00.000Z' },
    ]);
  });

  it('agrees with all that is there', async () => {
    await recorded(300_000_000);
    const rebuilt = await Promise.all(NAMES.map((name) => energy('rebuild', name)));
    expect(rebuilt.map(({ code }) => code)).toEqual(NAMES.map(() => 0));
    for (const name of NAMES) {
      expect(await energy('verify', name)).toMatchObject({ code: 0, out: '' });
    }
  }, 60_000);
});

describe('rebuilding', () => {
  it('mends a row, and puts the new generation in the place of the old one', async () => {
    await misprojected();
    const { code, out, said } = await energy('rebuild', 'devices');
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(said).toMatch(
      /^Rebuilt devices from 2 events in \d+\.\d s; the new rows are in use\.\n$/,
    );
    expect((await energy('verify', 'devices')).code).toBe(0);
    expect(json((await energy('list', '--json')).out)[0]).toMatchObject({
      generation: 1,
      rows: 1,
      lag: { events: 0 },
      rebuild: null,
    });
  });

  it('mends the totals of hours', async () => {
    await recorded(300_000_000, 200_000_000);
    await operator.spoilTotals();
    const { code, said } = await energy('rebuild', 'hourly-consumption');
    expect(code).toBe(0);
    expect(said).toMatch(
      /^Rebuilt the totals of 1 hours from 2 readings in \d+\.\d s; 1 totals were wrong, and are corrected\.\n$/,
    );
    expect((await energy('verify', 'hourly-consumption')).code).toBe(0);
  });

  it('ends at Ctrl-C, and leaves in use what is', async () => {
    await misprojected();
    for (const name of ['devices', 'hourly-consumption']) {
      const interrupted = AbortSignal.abort();
      const { code, said } = await operator.energyUntil(
        interrupted,
        'projections',
        'rebuild',
        name,
      );
      expect({ code, said }).toEqual({
        code: 1,
        said: 'Interrupted: the projection in use is unchanged. Run the same command to continue.\n',
      });
    }
    expect(json((await energy('list', '--json')).out)[0]).toMatchObject({ generation: 0, rows: 1 });
    expect((await energy('rebuild', 'devices', '--restart')).code).toBe(0);
    expect(json((await energy('list', '--json')).out)[0]).toMatchObject({ generation: 2 });
  });

  it('is refused where the read models know of more events than there are', async () => {
    await operator.withReadModels(({ devices }) => devices.store([], '0000000000000099'));
    const { code, said } = await energy('rebuild', 'devices');
    expect(code).toBe(1);
    expect(said).toMatch(
      /^The event store lacks events that the read models were built from: devices are at position/,
    );
    expect(said).not.toContain('    at ');
  });
});

describe('the ownership index', () => {
  it('is listed as behind before a command-api has made it, and verified when it is built', async () => {
    await happened({ type: 'DeviceAssigned', data: { userId: OWNER } });
    expect((await energy('list')).out).toMatch(
      /^ownership-index +1 +– +0 +– +1 events, \d+\.\d s +–$/m,
    );
    const { code, said } = await energy('rebuild', 'ownership-index');
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(/^Rebuilt the ownership index in \d+\.\d s\.\n$/),
    });
    expect((await energy('list')).out).toMatch(/^ownership-index +1 +– +1 +0{15}3 +none +–$/m);
    expect(await energy('verify', 'ownership-index')).toEqual({
      code: 0,
      out: '',
      said: 'Compared 1 row of the ownership index with the events: no differences.\n',
    });
  });

  it('is compared with the events, and mended by a rebuild', async () => {
    await happened({ type: 'DeviceAssigned', data: { userId: OWNER } });
    await energy('rebuild', 'ownership-index');
    await operator.withOwnershipStore(async (index) => {
      const changes = new OwnershipChanges();
      changes.owners.set(FRIDGE, 'somebody else');
      await index.clear();
      await index.apply({ after: '', position: '0000000000000003', changes });
    });
    const verified = await energy('verify', 'ownership-index');
    expect({ code: verified.code, out: verified.out }).toEqual({
      code: 1,
      out: `ownership-index owner ${FRIDGE}: is "somebody else" but by its events "${OWNER}".\n`,
    });
    expect((await energy('rebuild', 'ownership-index')).code).toBe(0);
    expect((await energy('verify', 'ownership-index')).code).toBe(0);
  });

  it('is refused where it knows of more events than there are, until that is accepted', async () => {
    await operator.withOwnershipStore((index) =>
      index.apply({ after: '', position: '0000000000000099', changes: new OwnershipChanges() }),
    );
    const refusals = ['list', 'verify ownership-index', 'rebuild ownership-index'];
    for (const command of refusals) {
      const { code, said } = await energy(...command.split(' '));
      expect({ code, said }).toEqual({
        code: 1,
        said: expect.stringMatching(
          /^The event store lacks events that the index was built from: ownership-index is at position/,
        ),
      });
    }
    expect((await operator.energy('event-store', 'accept-end', '--yes')).code).toBe(0);
    expect((await energy('list')).code).toBe(0);
    expect((await energy('verify', 'ownership-index')).code).toBe(0);
  });
});

describe('what makes no sense', () => {
  it.each([
    [
      ['rebuild', 'everything'],
      `There is no projection "everything". There are: ${NAMES.join(', ')}.`,
    ],
    [['verify', 'Devices'], 'There is no projection "Devices".'],
    [['rebuild', 'alerts'], 'There is no projection "alerts".'],
    [['rebuild'], 'missing required argument'],
    [['verify', ''], 'There is no projection "".'],
    [['list', 'devices'], 'too many arguments'],
    [['rebuild', 'devices', '--fast'], 'unknown option'],
    [['drop', 'devices'], 'unknown command'],
  ])('%j is refused with a sentence', async (args, sentence) => {
    const { code, out, said } = await energy(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
  });
});
