import { randomUUID } from 'node:crypto';
import type {
  AlertInboxEvent,
  BudgetEvent,
  DeviceEvent,
  DeviceRegistration,
  TariffEvent,
  UserEvent,
} from '@energy/domain';
import type { DomainEvent, StoredEvent } from '@energy/event-store';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlertInbox, evolveAlertInbox } from './alert-inboxes.ts';
import { describeAlerts } from './alerts.contract.ts';
import { evolveBudget } from './budgets.ts';
import { describeConversations } from './conversations.contract.ts';
import { describeDailyConsumption } from './daily-consumption.contract.ts';
import { describeDecisionReview } from './decision-review.contract.ts';
import { type Device, type DeviceListOptions, type DeviceSort, evolveDevice } from './devices.ts';
import { describeExceptionalReadings } from './exceptional-readings.contract.ts';
import { describeGenerations } from './generations.contract.ts';
import { describeHourEdits } from './hour-edits.contract.ts';
import { describeHourReview } from './hour-review.contract.ts';
import { describeHourScan } from './hour-scan.contract.ts';
import { type HourReading, MAX_READINGS_OF_AN_HOUR } from './hourly-consumption.ts';
import { InvalidCursor, type ListOptions } from './listing.ts';
import { describeMeterDescriptions } from './meter-descriptions.contract.ts';
import type { ReadModels } from './read-models.ts';
import { describeReadingRetention } from './reading-retention.contract.ts';
import { describeRegisterRetention } from './register-retention.contract.ts';
import { describeRegisters } from './registers.contract.ts';
import { evolveTariff } from './tariffs.ts';
import { describeTotalLoad } from './total-load.contract.ts';
import { evolveUser, type User, type UserListOptions, type UserSort } from './users.ts';
import { waitForPosition } from './wait-for-position.ts';

/** Read models for one test. Every call of `open` returns another handle, as another process has. */
export interface ReadModelsUnderTest {
  open(): ReadModels;
  /** Corrupts every hour's total: adds 1 µWh. */
  spoilTotals(): Promise<void>;
  /** Corrupts every stored day: adds 1 µWh to its total, and loses the first day. */
  spoilDays?(): Promise<void>;
  remove(): Promise<void>;
}

/** Contract of every adapter of the read models. */
export function describeReadModels(name: string, make: () => Promise<ReadModelsUnderTest>): void {
  describe(`read models on ${name}`, () => {
    let underTest: ReadModelsUnderTest;
    let handles: ReadModels[];
    let models: ReadModels;

    beforeEach(async () => {
      underTest = await make();
      handles = [];
      models = open();
    });

    afterEach(async () => {
      await Promise.all(handles.map((handle) => handle.close()));
      await underTest.remove();
    });

    function open(): ReadModels {
      const handle = underTest.open();
      handles.push(handle);
      return handle;
    }

    describe('devices', () => {
      const history: DeviceEvent[] = [
        { type: 'DeviceRegistered', data: { ...fridge, intervalMinutes: 15, maxPower: 10 } },
        { type: 'DeviceDescriptionChanged', data: { description: 'Freezer' } },
        { type: 'DeviceAddressChanged', data: { address: 'Cellar' } },
        { type: 'DeviceLimitChanged', data: { maxHourlyConsumption: 0.75 } },
        { type: 'DeviceAssigned', data: { userId: 'ada' } },
        { type: 'DeviceMeterChanged', data: { intervalMinutes: 10, serialNumber: '1SAG11' } },
        { type: 'DeviceUnassigned', data: { userId: 'ada' } },
        { type: 'DeviceDecommissioned', data: {} },
      ];
      /** Folds the history of a device: its state after each event. */
      const states = (id: string): Device[] =>
        folded(stored(`device-${id}`, history), evolveDevice);

      it('are what their events add up to', async () => {
        const id = randomUUID();
        for (const [revision, state] of states(id).entries()) {
          await models.devices.store([state], String(revision));
          expect(await open().devices.find(id)).toEqual(state);
        }
        expect(await models.devices.find(id)).toEqual({
          id,
          registeredAt: '2026-11-22T10:00:00.000Z',
          description: 'Freezer',
          address: 'Cellar',
          maxHourlyConsumption: 0.75,
          timeZone: 'Europe/Brussels',
          meter: { maxPower: 10, serialNumber: '1SAG11' },
          ownerId: undefined,
          tariffs: [],
          ownerships: [
            {
              ownerId: 'ada',
              from: Date.UTC(2026, 10, 22, 10, 0, 4),
              until: Date.UTC(2026, 10, 22, 10, 0, 6),
              last: {
                description: 'Freezer',
                address: 'Cellar',
                maxHourlyConsumption: 0.75,
                meter: { maxPower: 10, serialNumber: '1SAG11' },
                revision: 6,
              },
            },
          ],
          decommissionedAt: '2026-11-22T10:00:07.000Z',
          revision: 7,
        });
        expect(states(id)[4]).toMatchObject({ ownerId: 'ada', revision: 4 });
      });

      it('that feed into the grid are found, decommissioned ones included', async () => {
        const solar = randomUUID();
        const wind = randomUUID();
        const registered: DeviceEvent = {
          type: 'DeviceRegistered',
          data: { ...fridge, flow: 'production' },
        };
        const decommissioned: DeviceEvent = { type: 'DeviceDecommissioned', data: {} };
        const rows = [
          folded(stored(`device-${solar}`, [registered]), evolveDevice).at(-1)!,
          folded(stored(`device-${wind}`, [registered, decommissioned]), evolveDevice).at(-1)!,
          ...states(randomUUID()),
        ];
        await models.devices.store(rows, '1');
        expect((await models.devices.producers()).toSorted()).toEqual([solar, wind].toSorted());
      });

      it('have the name of today of a time zone that was renamed', () => {
        const registered: DeviceEvent = {
          type: 'DeviceRegistered',
          data: { ...fridge, timeZone: 'Asia/Calcutta' },
        };
        const [state] = folded(stored(`device-${randomUUID()}`, [registered]), evolveDevice);
        expect(state!.timeZone).toBe('Asia/Kolkata');
      });

      it('are found by everybody who ever owned them, until when and what they were then', async () => {
        const id = randomUUID();
        const ada = randomUUID();
        const ben = randomUUID();
        const events: DeviceEvent[] = [
          { type: 'DeviceRegistered', data: fridge },
          { type: 'DeviceAssigned', data: { userId: ada } },
          { type: 'DeviceUnassigned', data: { userId: ada } },
          { type: 'DeviceAssigned', data: { userId: ben } },
          { type: 'DeviceAddressChanged', data: { address: 'Cellar' } },
          { type: 'DeviceUnassigned', data: { userId: ben } },
          { type: 'DeviceAssigned', data: { userId: ada } },
          { type: 'DeviceUnassigned', data: { userId: ada } },
          { type: 'DeviceDecommissioned', data: {} },
        ];
        const rows = folded(stored(`device-${id}`, events), evolveDevice);
        await models.devices.store([device({ description: 'Another' })]);
        for (const row of rows) {
          await models.devices.store([row]);
          const owners = row.ownerships.map(({ ownerId }) => ownerId);
          for (const client of [ada, ben]) {
            const expected = owners.includes(client) ? [row] : [];
            expect(await models.devices.everOwnedBy(client)).toEqual(expected);
            expect(await open().devices.everOwnedBy(client)).toEqual(expected);
          }
        }
        expect(rows.at(-1)!.ownerships).toMatchObject([
          { ownerId: ada, last: { address: fridge.address, revision: 2 } },
          { ownerId: ben, last: { address: 'Cellar', revision: 5 } },
          { ownerId: ada, last: { address: 'Cellar', revision: 7 } },
        ]);
      });

      it('stay when an earlier state is stored late, or by another process', async () => {
        const id = randomUUID();
        const other = open();
        const [registered, renamed, moved, limited] = states(id) as [
          Device,
          Device,
          Device,
          Device,
        ];
        await models.devices.store([limited], '04');
        await other.devices.store([registered], '01');
        await other.devices.store([renamed, moved], '03');
        expect(await other.devices.find(id)).toEqual(limited);
        expect(await models.devices.position()).toBe('04');
        const found = await models.devices.list({ limit: 9, search: 'cellar' });
        expect(found.devices).toEqual([limited]);
      });

      it('are found several at once', async () => {
        const one = states(randomUUID())[0]!;
        const two = states(randomUUID()).at(-1)!;
        await models.devices.store([one, two]);
        const rows = await models.devices.findAll([two.id, randomUUID(), one.id]);
        expect(new Set(rows)).toEqual(new Set([one, two]));
        expect(await models.devices.findAll([])).toEqual([]);
      });

      it('are stored ahead of their position', async () => {
        await models.devices.store([states(randomUUID())[0]!]);
        expect(await models.devices.position()).toBeUndefined();
        await models.devices.store([], '0007');
        expect(await open().devices.position()).toBe('0007');
      });

      it('are listed by id, page by page, without the decommissioned', async () => {
        const ids = Array.from({ length: 5 }, () => randomUUID()).sort();
        await models.devices.store(ids.map((id) => states(id)[0]!));
        await models.devices.store([states(ids[1]!).at(-1)!]);
        const first = await models.devices.list({ limit: 2 });
        expect(first.devices.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
        const second = await models.devices.list({ limit: 2, after: first.next });
        expect(second.devices.map(({ id }) => id)).toEqual([ids[3], ids[4]]);
        expect(second.next).toBeUndefined();
        const all: string[] = [];
        for await (const { id } of models.devices.all()) all.push(id);
        expect(all).toEqual(ids);
      });

      it('are listed as they stand, also where another process has changed them just now', async () => {
        const id = randomUUID();
        const [registered, renamed] = states(id);
        const other = open();
        await other.devices.store([registered!]);
        for (const search of [undefined, 'fr']) {
          expect((await models.devices.list({ limit: 10, search })).devices).toEqual([registered]);
        }
        await other.devices.store([renamed!]);
        for (const search of [undefined, 'fr']) {
          expect((await models.devices.list({ limit: 10, search })).devices).toEqual([renamed]);
        }
      });

      it('are those of one owner where that is asked for', async () => {
        const ada = randomUUID();
        const bob = randomUUID();
        const owners = [ada, bob, undefined, ada, bob];
        const devices = owners.map((ownerId, index) =>
          device({ ownerId, description: `${index}` }),
        );
        await models.devices.store(devices);
        const list = async (options: DeviceListOptions) => {
          const page = await models.devices.list(options);
          return page.devices.map(({ description }) => description);
        };
        for (const sort of ['id', 'description', 'address', 'limit', 'owner'] as const) {
          expect((await list({ limit: 9, ownerId: ada, sort })).sort()).toEqual(['0', '3']);
        }
        expect(await list({ limit: 9, ownerId: bob, search: '4' })).toEqual(['4']);
        expect(await list({ limit: 9, ownerId: randomUUID() })).toEqual([]);
        expect(await list({ limit: 9, ownerId: null })).toEqual(['2']);
        expect(await list({ limit: 9, ownerId: null, search: '4' })).toEqual([]);
      });

      it('are narrowed to some ids, of an owner, by words and page by page', async () => {
        const ada = randomUUID();
        const decommissionedAt = '2026-11-22T10:00:00.000Z';
        const devices = [
          device({ description: '0' }),
          device({ description: '1', ownerId: ada }),
          device({ description: '2', ownerId: ada }),
          device({ description: '3', decommissionedAt }),
          device({ description: '4' }),
        ];
        await models.devices.store(devices);
        const ids = [...[0, 2, 3, 4].map((index) => devices[index]!.id), randomUUID()];
        const list = async (options: Omit<DeviceListOptions, 'limit'>) => {
          const page = await models.devices.list({ ids, limit: 9, ...options });
          return page.devices.map(({ description }) => description);
        };
        for (const sort of ['description', 'address', 'limit', 'owner', 'id'] as const) {
          expect((await list({ sort })).toSorted()).toEqual(['0', '2', '4']);
        }
        expect(await list({ sort: 'description', order: 'descending' })).toEqual(['4', '2', '0']);
        expect(await list({ ownerId: ada })).toEqual(['2']);
        expect((await list({ ownerId: null })).toSorted()).toEqual(['0', '4']);
        expect(await list({ search: '4' })).toEqual(['4']);
        expect(await list({ search: 'nowhere' })).toEqual([]);
        expect(await list({ ids: [] })).toEqual([]);
        for (const sort of ['description', 'id'] as const) {
          const first = await models.devices.list({ ids, sort, limit: 2 });
          const second = await models.devices.list({ ids, sort, limit: 2, after: first.next });
          const rows = [...first.devices, ...second.devices];
          expect(rows.map(({ description }) => description).toSorted()).toEqual(['0', '2', '4']);
          expect(second.next).toBeUndefined();
        }
      });

      it('are found among many ids', async () => {
        const devices = Array.from({ length: 30 }, (_, index) =>
          device({ description: String(index + 10) }),
        );
        await models.devices.store(devices);
        const others = Array.from({ length: 2_000 }, () => randomUUID());
        const ids = [...others, ...devices.slice(0, 20).map(({ id }) => id)];
        const options = { ids, sort: 'description', limit: 3 } as const;
        const page = await models.devices.list(options);
        expect(page.devices.map(({ description }) => description)).toEqual(['10', '11', '12']);
        await models.devices.store([{ ...devices[1]!, description: '99', revision: 2 }]);
        const { devices: later } = await models.devices.list(options);
        expect(later.map(({ description }) => description)).toEqual(['10', '12', '13']);
      });

      it('are listed by the tariff that bills them in the end', async () => {
        const night = randomUUID();
        const day = randomUUID();
        const onDay = { from: '2026-12-01', tariffId: day };
        const onNight = { from: '2026-01-01', tariffId: night };
        const decommissionedAt = '2026-11-22T10:00:00.000Z';
        await models.devices.store([
          device({ description: '0', tariffs: [onNight] }),
          device({ description: '1', tariffs: [onNight, onDay] }),
          device({ description: '2', tariffs: [onNight, { from: '2026-12-01', tariffId: null }] }),
          device({ description: '3', tariffs: [onNight], decommissionedAt }),
          device({ description: '4' }),
        ]);
        const list = async (options: DeviceListOptions) => {
          const page = await models.devices.list(options);
          return page.devices.map(({ description }) => description);
        };
        for (const sort of ['id', 'description', 'address', 'limit', 'owner'] as const) {
          expect(await list({ limit: 9, tariffId: night, sort })).toEqual(['0']);
          expect(await list({ limit: 9, tariffId: day, sort })).toEqual(['1']);
        }
        expect(await list({ limit: 9, tariffId: night, search: 'attic' })).toEqual([]);
      });

      it('are found by words of their description and address, and the beginning of their id', async () => {
        const devices = [
          device({ description: 'Wärmepumpe', address: 'Łódź, ulica Piotrkowska 12' }),
          device({ description: 'ICE MAKER', address: 'Chaussée de Wavre 100%' }),
          device({ description: '冷蔵庫', address: 'Straße_5' }),
        ];
        await models.devices.store(devices);
        const search = async (text: string) => {
          const { devices: found } = await models.devices.list({ limit: 9, search: text });
          return found.map(({ id }) => devices.findIndex((each) => each.id === id)).sort();
        };
        for (const text of ['warme', 'WÄRME', 'lodz PUMPE', 'ł', 'pumpe  12', 'a\u0308rmep']) {
          expect(await search(text)).toEqual([0]);
        }
        for (const text of ['ice maker', 'maker ice', 'chaussee', 'de wavre', '100%', '0%']) {
          expect(await search(text)).toEqual([1]);
        }
        for (const text of ['冷', '蔵庫', 'strasse', 'STRASSE', 'e_5', '冷蔵庫 5']) {
          expect(await search(text)).toEqual([2]);
        }
        for (const [index, { id }] of devices.entries()) {
          expect(await search(id.slice(0, 8).toUpperCase())).toEqual([index]);
          expect(await search(id)).toEqual([index]);
        }
        for (const text of [
          'pumpe maker',
          '%%',
          '_%',
          '"',
          'OR',
          "'",
          '\\',
          'xyz AND',
          '*',
          'pump*',
        ]) {
          expect(await search(text)).toEqual([]);
        }
        expect(await search('   ')).toEqual([0, 1, 2]);
        expect(await search('e')).toEqual([0, 1, 2]);
      });

      it('are found by what they are called now, and no more when they are decommissioned', async () => {
        const id = randomUUID();
        const found = async (search: string) =>
          (await models.devices.list({ limit: 9, search })).devices.length;
        const [registered, renamed] = states(id) as [Device, Device];
        await models.devices.store([registered]);
        expect(await found('fridge')).toBe(1);
        await models.devices.store([renamed]);
        expect([await found('fridge'), await found('freezer')]).toEqual([0, 1]);
        await models.devices.store([states(id).at(-1)!]);
        expect([await found('freezer'), await found(id)]).toEqual([0, 0]);
      });

      it('come in the order of any column, both ways, each once', async () => {
        const descriptions = ['boiler', 'Éclair', 'Zebra', 'apple', 'eclair', 'Apple'];
        const devices = descriptions.flatMap((description, index) =>
          [0, 1].map((twin) =>
            device({
              description,
              address: `Road ${index % 2}`,
              maxHourlyConsumption: [0.5, 10, 2][index % 3]!,
              ownerId: index % 2 ? undefined : `owner-${twin}`,
            }),
          ),
        );
        await models.devices.store(devices);
        const keys = {
          id: ({ id }: Device) => id,
          description: ({ description }: Device) => plain(description),
          address: ({ address }: Device) => plain(address),
          limit: ({ maxHourlyConsumption }: Device) => maxHourlyConsumption,
          owner: ({ ownerId = '' }: Device) => ownerId,
        };
        for (const [name, key] of Object.entries<(device: Device) => string | number>(keys)) {
          const sort = name as DeviceSort;
          const ascending = await pages({ sort, limit: 5 });
          expect(ascending.map(key)).toEqual(devices.map(key).sort(compare));
          expect(new Set(ascending.map(({ id }) => id)).size).toBe(devices.length);
          const descending = await pages({
            sort,
            limit: 3,
            order: 'descending',
          });
          expect(descending).toEqual(ascending.toReversed());
        }
      });

      it('come each once while others come, change and go', async () => {
        const name = (index: number) => `Meter ${String(index).padStart(3, '0')}`;
        const devices = Array.from({ length: 40 }, (_, index) =>
          device({ description: name(index) }),
        );
        await models.devices.store(devices);
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = await models.devices.list({ limit: 5, sort: 'description', after });
          seen.push(...page.devices.map(({ description }) => description));
          after = page.next;
          const last = page.devices.at(-1)!;
          const gone = { ...last, decommissionedAt: '2026-11-22T10:00:00.000Z', revision: 1 };
          const before = device({ description: 'Meter' });
          const between = device({ description: `${last.description}½` });
          await models.devices.store([gone, before, between]);
        } while (after !== undefined);
        const ofOld = seen.filter((description) => !description.endsWith('½'));
        expect(ofOld).toEqual(devices.map(({ description }) => description));
        expect(new Set(seen).size).toBe(seen.length);
      });

      it('refuse a cursor of another order, or of nobody’s making', async () => {
        await models.devices.store(Array.from({ length: 5 }, () => device({})));
        const { next } = await models.devices.list({ limit: 2, sort: 'address' });
        const list = (options: Partial<DeviceListOptions>) =>
          models.devices.list({ limit: 2, ...options });
        expect((await list({ sort: 'address', after: next })).devices).toHaveLength(2);
        await expect(list({ sort: 'address', order: 'descending', after: next })).rejects.toThrow(
          InvalidCursor,
        );
        const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
        for (const after of [
          next,
          '',
          'x',
          randomUUID(),
          forged(null),
          forged({}),
          forged(['limit', 'ascending']),
          forged(['limit', 'ascending', '1', 'id']),
          forged(['limit', 'ascending', 1, 'id', 'more']),
          forged(['limit', 'ascending', { toString: 1 }, 'id']),
        ]) {
          await expect(list({ sort: 'limit', after })).rejects.toThrow(InvalidCursor);
        }
      });

      async function pages(options: DeviceListOptions): Promise<Device[]> {
        const page = await models.devices.list(options);
        const { devices, next } = page;
        return next === undefined
          ? [...devices]
          : [...devices, ...(await pages({ ...options, after: next }))];
      }
    });

    describe('users', () => {
      const history: UserEvent[] = [
        { type: 'UserRegistered', data: { name: 'Zoë', role: 'client' } },
        { type: 'UserRenamed', data: { name: 'Chloé' } },
        { type: 'UserRoleChanged', data: { role: 'administrator' } },
        { type: 'UserPasswordChanged', data: { reset: false } },
        { type: 'UserDeleted', data: {} },
      ];
      const states = (id: string): User[] => folded(stored(`user-${id}`, history), evolveUser);
      const user = (name: string, role: User['role'], minute: number): User => ({
        id: randomUUID(),
        name,
        role,
        registeredAt: new Date(Date.UTC(2026, 10, 22, 10, minute)).toISOString(),
        deletedAt: undefined,
        revision: 0,
      });

      it('are what their events add up to', async () => {
        const id = randomUUID();
        for (const [revision, state] of states(id).entries()) {
          await models.users.store([state], String(revision));
          expect(await open().users.find(id)).toEqual(state);
        }
        expect(await models.users.find(id)).toEqual({
          id,
          name: 'Chloé',
          role: 'administrator',
          registeredAt: '2026-11-22T10:00:00.000Z',
          deletedAt: '2026-11-22T10:00:04.000Z',
          revision: 4,
        });
        expect(await models.users.find(randomUUID())).toBeUndefined();
      });

      it('are in no list once they are deleted, but known to be', async () => {
        const id = randomUUID();
        await models.users.store([states(id)[3]!]);
        expect((await models.users.list({ limit: 9 })).users).toHaveLength(1);
        expect((await models.users.list({ limit: 9, search: 'CHLOE' })).users).toHaveLength(1);
        expect((await models.users.list({ limit: 9, search: id.slice(0, 4) })).users).toHaveLength(
          1,
        );
        await models.users.store([states(id)[4]!]);
        for (const search of [undefined, 'chloe', id, 'c']) {
          expect((await models.users.list({ limit: 9, search })).users).toEqual([]);
        }
        expect(await models.users.find(id)).toMatchObject({ deletedAt: expect.any(String) });
      });

      it('come by name where nothing else is said, or in the order of any column', async () => {
        const dora = user('Dora', 'client', 1);
        const adam = user('adam', 'client', 4);
        const eve = user('Ève', 'administrator', 2);
        const cleo = user('Cleo', 'administrator', 3);
        await models.users.store([dora, adam, eve, cleo]);
        const names = async (options: Partial<ListOptions<UserSort>>) => {
          const first = await models.users.list({ limit: 2, ...options });
          const second = await models.users.list({ limit: 2, ...options, after: first.next });
          expect(second.next).toBeUndefined();
          return [...first.users, ...second.users].map(({ name }) => name);
        };
        expect(await names({})).toEqual(['adam', 'Cleo', 'Dora', 'Ève']);
        expect(await names({ order: 'descending' })).toEqual(['Ève', 'Dora', 'Cleo', 'adam']);
        expect(await names({ sort: 'registeredAt' })).toEqual(['Dora', 'Ève', 'Cleo', 'adam']);
        const byRole = await names({ sort: 'role' });
        expect([byRole.slice(0, 2).sort(), byRole.slice(2).sort()]).toEqual([
          ['Cleo', 'Ève'],
          ['Dora', 'adam'],
        ]);
        expect(await names({ sort: 'role', order: 'descending' })).toEqual(byRole.toReversed());
      });

      it('come with one role where that is asked for', async () => {
        const dora = user('Dora', 'client', 1);
        const adam = user('adam', 'client', 4);
        const eve = user('Ève', 'administrator', 2);
        const gone = { ...user('Bob', 'client', 3), deletedAt: new Date().toISOString() };
        await models.users.store([dora, adam, eve, gone]);
        const names = async (options: Partial<UserListOptions>) =>
          (await models.users.list({ limit: 9, ...options })).users.map(({ name }) => name);
        expect(await names({ role: 'client' })).toEqual(['adam', 'Dora']);
        expect(await names({ role: 'client', sort: 'registeredAt' })).toEqual(['Dora', 'adam']);
        expect(await names({ role: 'client', search: 'do' })).toEqual(['Dora']);
        expect(await names({ role: 'administrator' })).toEqual(['Ève']);
      });
    });

    describe('alert inboxes', () => {
      const history: AlertInboxEvent[] = [2, 5, 9].map((through) => ({
        type: 'AlertsSeen',
        data: { through },
      }));
      const states = (id: string): AlertInbox[] =>
        folded(stored(`alerts-${id}`, history), evolveAlertInbox);

      it('are what their events add up to', async () => {
        const id = randomUUID();
        expect(await models.alertInboxes.find(id)).toBeUndefined();
        for (const [revision, state] of states(id).entries()) {
          await models.alertInboxes.store([state], String(revision));
          expect(await open().alertInboxes.find(id)).toEqual(state);
        }
        expect(await models.alertInboxes.find(id)).toEqual({ id, through: 9, revision: 2 });
      });

      it('stay when an earlier state is stored late, or by another process', async () => {
        const id = randomUUID();
        const [first, second, third] = states(id) as [AlertInbox, AlertInbox, AlertInbox];
        await models.alertInboxes.store([third], '03');
        await open().alertInboxes.store([first, second], '02');
        expect(await models.alertInboxes.find(id)).toEqual(third);
        expect(await models.alertInboxes.position()).toBe('03');
      });

      it('are found several at once, or all', async () => {
        const one = states(randomUUID())[0]!;
        const two = states(randomUUID()).at(-1)!;
        await models.alertInboxes.store([one, two]);
        const rows = await models.alertInboxes.findAll([two.id, randomUUID(), one.id]);
        expect(new Set(rows)).toEqual(new Set([one, two]));
        const all = await Array.fromAsync(models.alertInboxes.all());
        expect(all).toEqual([one, two].sort((a, b) => compare(a.id, b.id)));
      });
    });

    describe('budgets', () => {
      it('are the fold of their stream, without an amount after their removal', async () => {
        const id = randomUUID();
        const events: BudgetEvent[] = [
          { type: 'BudgetSet', data: { amount: '120.50', currency: 'EUR' } },
          { type: 'BudgetSet', data: { amount: '90', currency: 'EUR' } },
          { type: 'BudgetRemoved', data: {} },
        ];
        expect(await models.budgets.find(id)).toBeUndefined();
        for (const [revision, state] of folded(
          stored(`budget-${id}`, events),
          evolveBudget,
        ).entries()) {
          await models.budgets.store([state], String(revision));
          expect(await open().budgets.find(id)).toEqual(state);
        }
        expect(await models.budgets.find(id)).toEqual({
          id,
          amount: undefined,
          currency: undefined,
          revision: 2,
        });
      });
    });

    describe('tariffs', () => {
      const version = (validFrom: string, price: string): TariffEvent => ({
        type: 'TariffVersionPublished',
        data: {
          validFrom,
          rates: [{ name: 'All', tiers: [{ upTo: 100, price }, { price: '1' }] }],
        },
      });

      it('are what their events add up to', async () => {
        const id = randomUUID();
        const events: TariffEvent[] = [
          { type: 'TariffCreated', data: { name: 'Night', currency: 'EUR' } },
          version('2027-01-01', '0.3'),
          version('2026-12-01', '0.2'),
          version('2027-01-01', '0.4'),
          { type: 'TariffRetired', data: {} },
        ];
        for (const [revision, state] of folded(
          stored(`tariff-${id}`, events),
          evolveTariff,
        ).entries()) {
          await models.tariffs.store([state], String(revision));
          expect(await open().tariffs.find(id)).toEqual(state);
        }
        expect(await models.tariffs.find(id)).toMatchObject({
          name: 'Night',
          currency: 'EUR',
          versions: [
            {
              validFrom: '2026-12-01',
              rates: [{ tiers: [{ upTo: 100, price: '0.2' }, { price: '1' }] }],
            },
            { validFrom: '2027-01-01', rates: [{ tiers: [{ price: '0.4' }, { price: '1' }] }] },
          ],
          retiredAt: expect.any(String),
          revision: 4,
        });
      });
    });

    describe('the last readings', () => {
      const at = (minute: number) => Date.UTC(2026, 10, 22, 12, minute);

      it('are the newest of each device, in whatever order they are stored', async () => {
        const [one, two] = [randomUUID(), randomUUID()].sort() as [string, string];
        await models.lastReadings.note([]);
        expect(await Array.fromAsync(models.lastReadings.all())).toEqual([]);
        const notes = [
          [{ deviceId: one, at: at(10) }],
          [
            { deviceId: two, at: at(30) },
            { deviceId: one, at: at(20) },
          ],
          [{ deviceId: two, at: at(20) }],
        ];
        await Promise.all(notes.map((each) => open().lastReadings.note(each)));
        expect(await Array.fromAsync(models.lastReadings.all())).toEqual([
          { deviceId: one, at: at(20) },
          { deviceId: two, at: at(30) },
        ]);
      });

      it('are found by the ids of the devices', async () => {
        const one = randomUUID();
        const other = randomUUID();
        await models.lastReadings.note([
          { deviceId: one, at: 1 },
          { deviceId: other, at: 2 },
        ]);
        const found = await models.lastReadings.find([other, randomUUID()]);
        expect(found).toEqual([{ deviceId: other, at: 2 }]);
        expect(await models.lastReadings.find([])).toEqual([]);
      });

      it('come by the ids of the devices, each once, however many they are', async () => {
        const ids = Array.from({ length: 2_500 }, () => randomUUID()).sort();
        await models.lastReadings.note(ids.toReversed().map((deviceId) => ({ deviceId, at: 1 })));
        const all = await Array.fromAsync(models.lastReadings.all());
        expect(all.map(({ deviceId }) => deviceId)).toEqual(ids);
      });
    });

    describeAlerts(() => open());
    describeConversations(() => open());
    describeGenerations(() => open());
    describeExceptionalReadings({ open: () => open() });
    describeRegisters({ open: () => open(), spoilTotals: () => underTest.spoilTotals() });
    describeRegisterRetention(() => open());
    describeMeterDescriptions(() => open());
    describeTotalLoad(() => open());

    describeDailyConsumption({
      open: () => open(),
      get spoilDays() {
        return underTest.spoilDays;
      },
    });
    describeReadingRetention({ open: () => open(), spoilTotals: () => underTest.spoilTotals() });
    describeHourScan(() => open());
    describeHourEdits(() => open());
    describeDecisionReview(() => open());
    describeHourReview({ open: () => open(), spoilTotals: () => underTest.spoilTotals() });

    describe('the position', () => {
      const projections = ({
        users,
        devices,
        alertInboxes,
        conversations,
        tariffs,
        budgets,
      }: ReadModels) => [users, devices, alertInboxes, conversations, tariffs, budgets];

      it('is that of the projection that is behind', async () => {
        for (const [index, projection] of projections(models).entries()) {
          expect(await models.position()).toBeUndefined();
          await projection.store([], `0${9 - index}`);
        }
        const last = projections(models).at(-1)!;
        for (const position of ['04', '02', '08']) await last.store([], position);
        expect(await open().position()).toBe('05');
        expect(await models.users.position()).toBe('09');
      });

      it('is waited for', async () => {
        for (const projection of projections(models)) await projection.store([], '05');
        expect(await waitForPosition(models, '05', 0)).toBe(true);
        expect(await waitForPosition(models, '06', 40)).toBe(false);
        const waiting = waitForPosition(open(), '06', 5_000);
        for (const projection of projections(models)) await projection.store([], '06');
        expect(await waiting).toBe(true);
      });
    });

    describe('hourly consumption', () => {
      const deviceId = randomUUID();
      const hour = Date.UTC(2026, 10, 22, 10);
      const at = (minute: number, energy: number, device = deviceId): HourReading => ({
        deviceId: device,
        hour,
        at: hour + minute * 60_000,
        energy,
      });
      const total = async (device = deviceId) =>
        (await models.consumption.hours(device, [hour]))[0];

      it('is the sum of the readings of the hour', async () => {
        const counts = await models.consumption.record([at(0, 100), at(10, 200), at(50, 300)]);
        expect(counts).toMatchObject({ recorded: 3, corrected: 0, repeated: 0, outOfRange: [] });
        expect(await total()).toEqual({ hour, total: 600n, readings: 3 });
      });

      it('has an hour for each device, and none where nothing was measured', async () => {
        const other = randomUUID();
        const later = { ...at(0, 7), hour: hour + 3_600_000, at: hour + 3_600_000 };
        await models.consumption.record([at(0, 1), later, at(0, 5, other)]);
        const starts = [hour - 3_600_000, hour, hour + 3_600_000];
        expect(await models.consumption.hours(deviceId, starts)).toEqual([
          { hour, total: 1n, readings: 1 },
          { hour: hour + 3_600_000, total: 7n, readings: 1 },
        ]);
        expect(await total(other)).toEqual({ hour, total: 5n, readings: 1 });
        expect(await total(randomUUID())).toBeUndefined();
      });

      it('distinguishes a reading of zero from no reading', async () => {
        await models.consumption.record([at(0, 0)]);
        expect(await total()).toEqual({ hour, total: 0n, readings: 1 });
      });

      it('does not change when a reading comes again', async () => {
        await models.consumption.record([at(0, 100), at(0, 100)]);
        const again = await open().consumption.record([at(0, 100)]);
        expect(again).toMatchObject({ recorded: 0, repeated: 1 });
        expect(await total()).toEqual({ hour, total: 100n, readings: 1 });
      });

      it('follows a correction, up or down, within a batch and later', async () => {
        const first = await models.consumption.record([at(0, 100), at(10, 50), at(0, 80)]);
        expect(first).toMatchObject({ recorded: 2, corrected: 1 });
        expect(await total()).toEqual({ hour, total: 130n, readings: 2 });
        await models.consumption.record([at(0, 500)]);
        expect(await total()).toEqual({ hour, total: 550n, readings: 2 });
      });

      it('is exact beyond what a double can hold', async () => {
        const largest = Number.MAX_SAFE_INTEGER;
        await models.consumption.record([at(0, largest), at(10, largest), at(20, largest - 1)]);
        await models.consumption.record([at(30, 1), at(40, 3)]);
        expect(await total()).toEqual({
          hour,
          total: BigInt(largest) * 3n + 3n,
          readings: 5,
        });
        await models.consumption.record([at(0, 0), at(10, 1), at(20, 1)]);
        expect(await total()).toEqual({ hour, total: 6n, readings: 5 });
      });

      it('has no room for a total beyond 64 bits, and says which readings it left out', async () => {
        const many = Array.from({ length: 1_030 }, (_, second) => ({
          ...at(0, Number.MAX_SAFE_INTEGER),
          at: hour + second * 1_000,
        }));
        const { recorded, outOfRange } = await models.consumption.record(many);
        expect(recorded).toBe(1_024);
        expect(outOfRange).toEqual(many.slice(1_024));
        expect(await total()).toMatchObject({ readings: 1_024 });
        expect(await models.consumption.record([at(55, 1_023)])).toMatchObject({ recorded: 1 });
      });

      it('has no room for more readings than any meter sends', async () => {
        const many = Array.from({ length: MAX_READINGS_OF_AN_HOUR + 1 }, (_, millisecond) => ({
          ...at(0, 1),
          at: hour + millisecond,
        }));
        const { outOfRange } = await models.consumption.record(many);
        expect(outOfRange).toEqual(many.slice(-1));
        expect(await models.consumption.record([at(0, 2)])).toMatchObject({ corrected: 1 });
      });

      it('is right when two processes record at once', async () => {
        const other = open();
        await Promise.all(
          Array.from({ length: 100 }, (_, second) =>
            (second % 2 ? models : other).consumption.record([
              { ...at(0, second), at: hour + second * 1_000 },
            ]),
          ),
        );
        expect(await total()).toEqual({ hour, total: 4_950n, readings: 100 });
      });

      it('is corrected by what comes last, whichever processes record it', async () => {
        const other = open();
        await models.consumption.record([at(0, 1)]);
        expect(await other.consumption.record([at(0, 2)])).toMatchObject({ corrected: 1 });
        expect(await models.consumption.record([at(0, 1)])).toMatchObject({ corrected: 1 });
        expect(await models.consumption.record([at(0, 1)])).toMatchObject({ repeated: 1 });
        expect(await other.consumption.record([at(0, 1), at(10, 3)])).toMatchObject({
          recorded: 1,
          corrected: 0,
          repeated: 1,
        });
        expect(await total()).toEqual({ hour, total: 4n, readings: 2 });
      });

      it('equals its definition for any readings, repeated, corrected and cut into batches', async () => {
        const readings = fc.array(
          fc.record({
            device: fc.nat(2),
            minute: fc.nat(179),
            energy: fc.oneof(fc.nat(5), fc.maxSafeNat()),
          }),
          { minLength: 1, maxLength: 200 },
        );
        const devices = [randomUUID(), randomUUID(), randomUUID()];
        let from = hour;
        await fc.assert(
          fc.asyncProperty(readings, fc.integer({ min: 1, max: 70 }), async (list, batchSize) => {
            from += 10 * 3_600_000;
            const sent = list.map(({ device, minute, energy }): HourReading => {
              const start = from + Math.floor(minute / 60) * 3_600_000;
              return {
                deviceId: devices[device]!,
                hour: start,
                at: from + minute * 60_000,
                energy,
              };
            });
            for (let start = 0; start < sent.length; start += batchSize) {
              await models.consumption.record(sent.slice(start, start + batchSize));
            }
            const starts = [from, from + 3_600_000, from + 7_200_000];
            for (const id of devices) {
              expect(await models.consumption.hours(id, starts)).toEqual(
                definition(sent, id, starts),
              );
            }
          }),
          { numRuns: 50 },
        );
      });
    });
  });
}

/** Computes the hours' totals by definition: the sum of the last value for each time. */
function definition(readings: readonly HourReading[], deviceId: string, starts: number[]) {
  return starts.flatMap((hour) => {
    const own = readings.filter((r) => r.deviceId === deviceId && r.hour === hour);
    const values = [...new Map(own.map((r) => [r.at, BigInt(r.energy)])).values()];
    const total = values.reduce((sum, energy) => sum + energy, 0n);
    return values.length > 0 ? [{ hour, total, readings: values.length }] : [];
  });
}

const fridge: DeviceRegistration = {
  description: 'Fridge',
  address: 'Rue de la Loi 16, Brussels',
  maxHourlyConsumption: 0.5,
  timeZone: 'Europe/Brussels',
};

const device = (fields: Partial<Device>): Device => ({
  ...fridge,
  id: randomUUID(),
  registeredAt: '2026-11-20T10:00:00.000Z',
  ownerId: undefined,
  ownerships: [],
  tariffs: [],
  decommissionedAt: undefined,
  meter: {},
  revision: 0,
  ...fields,
});

/** Converts a text to its sort form, without case and accents. */
const plain = (text: string) => text.toLowerCase().replace('é', 'e');

function compare<Key extends string | number>(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Folds events into the row after each of them; asserts that applying an event again changes nothing. */
function folded<Row, Event extends DomainEvent>(
  events: readonly StoredEvent<Event>[],
  after: (row: Row | undefined, event: StoredEvent<Event>) => Row | undefined,
): Row[] {
  let row: Row | undefined;
  return events.map((event) => {
    row = after(row, event);
    expect(after(row, event)).toBe(row);
    return row!;
  });
}

function stored<Event extends DomainEvent>(
  stream: string,
  events: readonly Event[],
): StoredEvent<Event>[] {
  const metadata = {
    actor: 'system',
    correlationId: 'test',
    causationId: 'test',
    schemaVersion: 1,
  } as const;
  return events.map((event, revision) => ({
    ...event,
    id: randomUUID(),
    metadata,
    stream,
    revision,
    position: String(revision).padStart(16, '0'),
    recordedAt: new Date(Date.UTC(2026, 10, 22, 10, 0, revision)).toISOString(),
  }));
}
