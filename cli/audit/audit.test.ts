import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DeviceEvent,
  type UserEvent,
  type UserNameEvent,
  userNameStream,
} from '@energy/domain';
import type { Actor, NewEvent } from '@energy/event-store';
import { type Device, evolveDevice, evolveUser, type User } from '@energy/read-models';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from '../testing/operator.ts';

const ADA = 'a0000000-0000-4000-8000-00000000000a';
const BOB = 'b0000000-0000-4000-8000-00000000000b';
const FRIDGE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const NOBODY = '00000000-0000-4000-8000-000000000000';
const ada: Actor = { userId: ADA, role: 'administrator' };

let operator: Operator;
const energy = (...args: string[]) => operator.energy(...args);

beforeEach(async () => {
  operator = new Operator();
  await happened(`user-${ADA}`, 'system', {
    type: 'UserRegistered',
    data: { name: 'Ada', role: 'administrator' },
  });
  await happened(`user-${BOB}`, ada, {
    type: 'UserRegistered',
    data: { name: 'Bob', role: 'client' },
  });
  await happened(`device-${FRIDGE}`, ada, {
    type: 'DeviceRegistered',
    data: {
      description: 'Fridge',
      address: 'Rue de la Loi 16',
      maxHourlyConsumption: 0.5,
      timeZone: 'Europe/Brussels',
    },
  });
  await happened(`device-${FRIDGE}`, ada, { type: 'DeviceAssigned', data: { userId: BOB } });
  await happened(`device-${FRIDGE}`, 'system', {
    type: 'DeviceLimitChanged',
    data: { maxHourlyConsumption: 0.75 },
  });
});

afterEach(() => operator.leave());

/** Appends an event; the next one has a later time. */
async function happened(
  stream: string,
  actor: Actor,
  event: DeviceEvent | UserEvent | UserNameEvent,
): Promise<void> {
  const metadata = { actor, correlationId: 'c', causationId: 'c', schemaVersion: 1 };
  const newEvent: NewEvent = { ...event, id: randomUUID(), metadata };
  await operator.withEventStore((store) => store.append(stream, 'any', [newEvent]));
  const recordedBy = Date.now();
  while (Date.now() <= recordedBy) await sleep(1);
}

/** Projects all events, as the projector does, and stores the rows as `changed` returns them. */
async function projected(changed: (device: Device) => Device = (device) => device): Promise<void> {
  const users = new Map<string, User>();
  const devices = new Map<string, Device>();
  const head = await operator.withEventStore(async (store) => {
    for await (const event of store.readAll({ prefixes: ['user-'] })) {
      users.set(event.stream, evolveUser(users.get(event.stream), event as never)!);
    }
    for await (const event of store.readAll({ prefixes: ['device-'] })) {
      devices.set(event.stream, evolveDevice(devices.get(event.stream), event as never)!);
    }
    return store.head();
  });
  await operator.withReadModels(async (models) => {
    await models.users.store([...users.values()], head);
    await models.devices.store([...devices.values()].map(changed), head);
  });
}

const json = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Time at which an event was recorded, in UTC. */
async function timeOf(id: string, index: number): Promise<string> {
  return json((await energy('audit', 'device', id, '--json')).out)[index].time;
}

describe('the history of a device', () => {
  it('says when, who, what changed, and what it led to', async () => {
    const { code, out, said } = await energy('audit', 'device', FRIDGE.toUpperCase());
    expect({ code, said }).toEqual({ code: 0, said: '' });
    const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \+0[12]:00/gm;
    expect(out.replace(time, 'TIME')).toBe(
      `TIME     0  DeviceRegistered          Ada ${ADA} (administrator)
    description           Fridge
    address               Rue de la Loi 16
    maxHourlyConsumption  0.5 kWh
    timeZone              Europe/Brussels
TIME     1  DeviceAssigned            Ada ${ADA} (administrator)
    ownerId               Bob ${BOB}
    = Fridge · Rue de la Loi 16 · 0.5 kWh · Europe/Brussels · ownerId Bob ${BOB}
TIME     2  DeviceLimitChanged        the platform
    maxHourlyConsumption  0.5 kWh → 0.75 kWh
    = Fridge · Rue de la Loi 16 · 0.75 kWh · Europe/Brussels · ownerId Bob ${BOB}
`,
    );
  });

  it('is one JSON document an event', async () => {
    const { out } = await energy('audit', 'device', FRIDGE, '--json');
    const [first, second, third] = json(out);
    expect(first).toMatchObject({
      time: expect.stringMatching(/Z$/),
      stream: `device-${FRIDGE}`,
      revision: 0,
      type: 'DeviceRegistered',
      actor: { userId: ADA, role: 'administrator', name: 'Ada' },
      changes: { description: { from: null, to: 'Fridge' } },
      state: { id: FRIDGE, revision: 0 },
    });
    expect(second.changes).toEqual({ ownerId: { from: null, to: BOB } });
    expect(third).toMatchObject({
      actor: 'system',
      data: { maxHourlyConsumption: 0.75 },
      changes: { maxHourlyConsumption: { from: 0.5, to: 0.75 } },
      state: { maxHourlyConsumption: 0.75, ownerId: BOB, revision: 2 },
    });
  });

  it('shows its alerts in their place, by the time of their recording', async () => {
    const limited = Date.parse(await timeOf(FRIDGE, 2));
    await sleep(5); // Gives the next event a later time.
    const hour = Math.floor(limited / 3_600_000) * 3_600_000;
    await operator.withReadModels(async ({ consumption }) => {
      const record = (ownerId: string | undefined, start: number, now: number) =>
        consumption.record([{ deviceId: FRIDGE, hour: start, at: start, energy: 7e8 }], {
          ruleOf: () => ({ limit: 500_000_000, ownerId }),
          now,
        });
      await record(undefined, hour, limited + 1);
      await record(BOB, hour - 30 * 86_400_000, Date.now() + 60_000);
    });
    await happened(`device-${FRIDGE}`, ada, { type: 'DeviceUnassigned', data: { userId: BOB } });
    const { code, out } = await energy('audit', 'device', FRIDGE);
    expect(code).toBe(0);
    expect(out.match(/^\d.*/gm)!.map((line) => line.split(/ {2,}/)[2])).toEqual([
      'DeviceRegistered',
      'DeviceAssigned',
      'DeviceLimitChanged',
      'AlertRaised',
      'DeviceUnassigned',
      'AlertRaised',
    ]);
    expect(out).toMatch(
      /– {2}AlertRaised {15}number 2, late: not published\n {4}hour {18}\d{4}-.*\n {4}total {17}0.7 kWh, the limit is 0.5 kWh\n {4}ownerId {15}Bob b0/,
    );
    const documents = json((await energy('audit', 'device', FRIDGE, '--json')).out);
    expect(documents.map(({ type }) => type)).toContain('AlertRaised');
    expect(documents[3]).toMatchObject({
      time: new Date(limited + 1).toISOString(),
      type: 'AlertRaised',
      number: 1,
      hour: new Date(hour).toISOString(),
      total: 0.7,
      limit: 0.5,
      ownerId: null,
    });
  });

  it('is shown without its alerts while the read models are away', async () => {
    operator.environment.READ_MODEL_URL = `sqlite:${operator.folder}`;
    const { code, out, said } = await energy('audit', 'device', FRIDGE);
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(
        /^The alerts are not shown: the database .* can't be used: .*\n$/,
      ),
    });
    expect(out).toContain('DeviceLimitChanged');
  });

  it('shows no control characters of an event', async () => {
    await happened(`device-${FRIDGE}`, ada, {
      type: 'DeviceDescriptionChanged',
      data: { description: '\u001b[31mred\u0007' },
    });
    const { out } = await energy('audit', 'device', FRIDGE);
    expect(out).toContain('Fridge → \\u001b[31mred\\u0007\n');
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('continues with new events, until Ctrl-C', async () => {
    const interruption = new AbortController();
    const ended = operator.energyUntil(interruption.signal, 'audit', 'device', FRIDGE, '--follow');
    await written('DeviceLimitChanged');
    await happened(`device-${FRIDGE}`, ada, { type: 'DeviceUnassigned', data: { userId: BOB } });
    await written('DeviceUnassigned');
    expect(operator.written.out).toContain(`ownerId               Bob ${BOB} → –\n`);
    interruption.abort();
    expect((await ended).code).toBe(0);
  });

  it('shows the state at a time', async () => {
    const registered = await timeOf(FRIDGE, 0);
    const assigned = await timeOf(FRIDGE, 1);
    const { code, out } = await energy('audit', 'device', FRIDGE, '--at', assigned);
    expect(code).toBe(0);
    expect(out).toMatch(/^At \d{4}-.*:\n/);
    expect(out).toContain('    maxHourlyConsumption  0.5 kWh\n');
    expect(out).toContain(`    ownerId               Bob ${BOB}\n`);
    const then = await energy('audit', 'device', FRIDGE, '--json', '--at', registered);
    expect(json(then.out)[0]).toMatchObject({ at: registered, state: { description: 'Fridge' } });
  });

  it('takes a time without an offset by the clock of the terminal', async () => {
    const { toPlainDateTime } = Temporal.ZonedDateTime.prototype;
    const now = toPlainDateTime.call(Temporal.Now.zonedDateTimeISO('Europe/Brussels'));
    expect((await energy('audit', 'device', FRIDGE, '--at', now.toString())).code).toBe(0);
    operator.environment.TZ = 'America/New_York';
    const later = await energy('audit', 'device', FRIDGE, '--at', now.toString());
    expect(later).toMatchObject({ code: 2, said: expect.stringContaining('is yet to come') });
  });
});

async function written(text: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!operator.written.out.includes(text)) {
    if (Date.now() > deadline) throw new Error(`Never written: ${text}`);
    await sleep(5);
  }
}

describe('the history of a user', () => {
  it('shows names, roles and passwords being changed, and the end', async () => {
    const bob = `user-${BOB}`;
    await happened(bob, ada, { type: 'UserRenamed', data: { name: 'Robert' } });
    await happened(bob, ada, { type: 'UserPasswordChanged', data: { reset: true } });
    await happened(bob, ada, { type: 'UserDeleted', data: {} });
    const { out } = await energy('audit', 'user', BOB);
    expect(out).toContain('    name                  Bob → Robert\n');
    expect(out).toMatch(/UserPasswordChanged .*\n {4}reset {17}true\n {4}= Robert · client/);
    expect(out).toMatch(/UserDeleted .*\n {4}deletedAt {13}\d{4}-/);
  });
});

describe('what somebody did', () => {
  it('is shown over all streams, with what it changed', async () => {
    const { code, out } = await energy('audit', 'actor', ADA, '--json');
    expect(code).toBe(0);
    expect(json(out).map(({ stream, type }) => [stream, type])).toEqual([
      [`user-${BOB}`, 'UserRegistered'],
      [`device-${FRIDGE}`, 'DeviceRegistered'],
      [`device-${FRIDGE}`, 'DeviceAssigned'],
    ]);
    const { out: text } = await energy('audit', 'actor', 'system');
    expect(text).toContain('    maxHourlyConsumption  0.5 kWh → 0.75 kWh\n');
    expect(text).toContain(`device-${FRIDGE}     2  DeviceLimitChanged`);
  });

  it('is nothing for a user who did nothing', async () => {
    const { code, out, said } = await energy('audit', 'actor', BOB);
    expect({ code, out, said }).toEqual({
      code: 0,
      out: '',
      said: 'Bob has no actions so far.\n',
    });
  });

  it('continues with new events, until Ctrl-C', async () => {
    const interruption = new AbortController();
    const ended = operator.energyUntil(interruption.signal, 'audit', 'actor', BOB, '--follow');
    while (!operator.written.said) await sleep(5);
    await happened(
      `user-${BOB}`,
      { userId: BOB, role: 'client' },
      {
        type: 'UserPasswordChanged',
        data: { reset: false },
      },
    );
    await written('UserPasswordChanged');
    interruption.abort();
    expect((await ended).code).toBe(0);
  });
});

describe('verifying', () => {
  it('agrees with a read model that has what the events add up to', async () => {
    await projected();
    for (const args of [['device'], ['device', FRIDGE], ['user'], ['user', ADA]]) {
      const { code, out, said } = await energy('audit', ...args, '--verify');
      expect({ code, out }).toEqual({ code: 0, out: '' });
      expect(said).toMatch(/^Compared \d (device|user)s? with the events: no differences/);
    }
  });

  it('prints the figures as JSON for programs', async () => {
    await projected();
    const { code, out } = await energy('audit', 'device', '--verify', '--json');
    expect(code).toBe(0);
    expect(json(out)).toEqual([{ compared: 1, differing: 0, isBehind: false }]);
  });

  it('distinguishes a row that was never projected from one that never existed', async () => {
    const { code, said } = await energy('audit', 'device', FRIDGE, '--verify');
    expect(code).toBe(0);
    expect(said).toMatch(/^The read model has not caught up with the newest events yet/);
  });

  it('says which row differs, and how', async () => {
    await projected((device) => ({ ...device, address: 'Elsewhere', ownerId: undefined }));
    const { code, out, said } = await energy('audit', 'device', '--verify');
    expect(code).toBe(1);
    expect(out).toBe(
      `device ${FRIDGE}: address is "Elsewhere" but by its events "Rue de la Loi 16"; ` +
        `ownerId is nothing but by its events "${BOB}".\n`,
    );
    expect(said).toBe('Compared 1 device with the events: 1 difference.\n');
    const document = json((await energy('audit', 'device', FRIDGE, '--verify', '--json')).out)[0];
    expect(document).toMatchObject({
      id: FRIDGE,
      differences: { address: { readModel: 'Elsewhere', events: 'Rue de la Loi 16' } },
    });
  });

  it('says which rows are missing, late, or of nothing', async () => {
    await projected((device) => ({ ...device, id: NOBODY, revision: 1 }));
    const { code, out } = await energy('audit', 'device', '--verify');
    expect(code).toBe(1);
    expect(out).toContain(
      `device ${NOBODY}: is at revision 1, which its events have never reached.`,
    );
    expect(out).toContain(`device ${FRIDGE}: is missing from the read model.`);
  });

  it('distinguishes a row that was left behind from a projection that has not caught up', async () => {
    await projected((device) => ({ ...device, revision: 1 }));
    const behind = await energy('audit', 'device', FRIDGE, '--verify');
    expect(behind.out).toContain('is at revision 1, though it should have come to 2');
  });

  it('does not mind a projection that is late, or a row that is ahead of its position', async () => {
    await projected();
    await happened(`device-${FRIDGE}`, ada, { type: 'DeviceUnassigned', data: { userId: BOB } });
    const late = await energy('audit', 'device', '--verify');
    expect(late.code).toBe(0);
    expect(late.said).toMatch(
      /^The read model has not caught up with the newest events yet\.\nCompared 1 device /,
    );
    const device = json((await energy('audit', 'device', FRIDGE, '--json')).out).at(-1).state;
    await operator.withReadModels((models) => models.devices.store([device]));
    expect((await energy('audit', 'device', '--verify')).code).toBe(0);
  });
});

describe('names', () => {
  it.each([
    ['device', 'FRIDGE', FRIDGE],
    ['user', 'ada', ADA],
    ['actor', 'Ada', ADA],
  ])('find a %s as its id does: %s', async (kind, name, id) => {
    await projected();
    await happened(userNameStream('Ada'), ada, {
      type: 'UserNameTaken',
      data: { userId: ADA, name: 'Ada' },
    });
    const byId = await energy('audit', kind, id);
    expect(byId.code).toBe(0);
    expect(await energy('audit', kind, name)).toEqual(byId);
  });

  it('are not enough where several devices have the description', async () => {
    await projected();
    await projected((device) => ({ ...device, id: NOBODY }));
    const { code, out, said } = await energy('audit', 'device', 'Fridge');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toContain('2 devices are described as "Fridge"');
    expect(said).toContain(`${NOBODY}  Rue de la Loi 16`);
  });
});

describe('what does not exist', () => {
  it.each([
    [['device', NOBODY], `There is no device with the id ${NOBODY}.`],
    [['user', NOBODY], `There is no user with the name or id "${NOBODY}".`],
    [['actor', NOBODY], `There is no user with the name or id "${NOBODY}".`],
    [['device', NOBODY, '--verify'], `There is no device with the id ${NOBODY}.`],
    [['device', NOBODY, '--follow'], `There is no device with the id ${NOBODY}.`],
    [['device', 'oven'], 'There is no device with the id or description "oven".'],
    [['user', 'zoe'], 'There is no user with the name or id "zoe".'],
    [['conversation', 'zoe', '--verify'], 'There is no user with the name or id "zoe".'],
  ])('is named, with exit code 3: %j', async (args, sentence) => {
    const { code, out, said } = await energy('audit', ...args);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
  });
});

describe('what makes no sense', () => {
  it.each([
    [['device'], 'Name the device'],
    [['device', FRIDGE, '--at', 'yesterday'], '"yesterday" is no time'],
    [['device', FRIDGE, '--at', '2026-02-30'], '"2026-02-30" is no time'],
    [['device', FRIDGE, '--at', '2999-01-01'], 'is yet to come'],
    [['device', FRIDGE, '--at', '2020-01-01T00:00Z'], 'The device did not exist at 2020-01-01'],
    [['device', FRIDGE, '--at', '2020-01-01', '--follow'], 'Use only one of'],
    [['everything'], 'unknown command'],
  ])('%j is refused with a sentence', async (args, sentence) => {
    const { code, out, said } = await energy('audit', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
  });
});
