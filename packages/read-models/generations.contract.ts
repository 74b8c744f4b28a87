import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertInbox } from './alert-inboxes.ts';
import type { Device } from './devices.ts';
import { GenerationReplaced } from './projected-rows.ts';
import type { ReadModels } from './read-models.ts';
import type { User } from './users.ts';

/** Contract of the generations of a projection on every engine. */
export function describeGenerations(open: () => ReadModels): void {
  describe('a generation of rows', () => {
    let models: ReadModels;
    let others: ReadModels;
    beforeEach(() => {
      models = open();
      others = open();
    });
    const inbox = (id: string, through: number): AlertInbox => ({ id, through, revision: through });

    it('is built beside the one in use, which nobody notices', async () => {
      const wrong = device('Wrong');
      const right = device('Right');
      await models.devices.store([wrong], '05');
      const built = await models.devices.generations.build();
      await built.store([right], '03');
      for (const { devices } of [models, others]) {
        expect(await devices.find(right.id)).toBeUndefined();
        expect((await devices.list({ limit: 9 })).devices).toEqual([wrong]);
        expect((await devices.list({ limit: 9, search: 'right' })).devices).toEqual([]);
        expect(await Array.fromAsync(devices.all())).toEqual([wrong]);
        expect(await devices.position()).toBe('05');
        expect((await devices.generations.inUse()).number).toBe(0);
      }
      const seen = (await others.devices.generations.beingBuilt())!;
      expect(seen).toMatchObject({ number: 1, name: built.name });
      expect([await seen.position(), await seen.count()]).toEqual(['03', 1]);
      expect(await Array.fromAsync(seen.all())).toEqual([right]);
    });

    it('is the one in use for everybody once it is swapped in', async () => {
      const wrong = device('Same words');
      const right = device('Same words');
      await models.devices.store([wrong], '05');
      expect((await others.devices.list({ limit: 9, search: 'same' })).devices).toEqual([wrong]);
      const built = await models.devices.generations.build();
      await built.store([right], '05');
      expect(await models.devices.generations.swapIn(built)).toBe(true);
      for (const { devices } of [models, others, open()]) {
        expect(await devices.position()).toBe('05');
        expect(await devices.find(wrong.id)).toBeUndefined();
        expect(await devices.findAll([wrong.id, right.id])).toEqual([right]);
        for (const options of [{}, { search: 'same' }, { sort: 'address' as const }]) {
          expect((await devices.list({ limit: 9, ...options })).devices).toEqual([right]);
        }
        expect(await devices.generations.beingBuilt()).toBeUndefined();
      }
      const moved = { ...right, address: 'Elsewhere', revision: 1 };
      await others.devices.store([moved], '06');
      await models.devices.generations.removeOthers();
      expect(await models.devices.find(right.id)).toEqual(moved);
      expect(await open().devices.position()).toBe('06');
    });

    it('is not swapped in before it has come as far as the one in use', async () => {
      const { generations } = models.alertInboxes;
      await models.alertInboxes.store([inbox('ada', 1)], '07');
      const built = await generations.build();
      expect(await generations.swapIn(built)).toBe(false);
      await built.store([inbox('ada', 1)], '06');
      expect(await generations.swapIn(built)).toBe(false);
      expect((await generations.inUse()).number).toBe(0);
      await others.alertInboxes.store([inbox('ada', 2)], '08');
      await built.store([], '07');
      expect(await generations.swapIn(built)).toBe(false);
      await built.store([inbox('ada', 2)], '08');
      expect(await generations.swapIn(built)).toBe(true);
      expect(await generations.swapIn(built)).toBe(true);
      expect(await others.alertInboxes.position()).toBe('08');
    });

    it('that was replaced takes no more rows, and moves nobody’s position', async () => {
      const old = await others.devices.generations.inUse();
      await old.store([device('Old')], '05');
      const built = await models.devices.generations.build();
      await built.store([], '05');
      await models.devices.generations.swapIn(built);
      const late = device('Late');
      await expect(old.store([late], '06')).rejects.toThrow(GenerationReplaced);
      await expect(old.store([late])).rejects.toThrow(GenerationReplaced);
      expect(await others.devices.position()).toBe('05');
      expect(await others.devices.find(late.id)).toBeUndefined();
      await models.devices.generations.removeOthers();
      await expect(old.store([late], '06')).rejects.toThrow();
      expect(await open().devices.position()).toBe('05');
    });

    it('lists the rows that were stored while more followed, before and after they are indexed', async () => {
      const built = await models.devices.generations.build();
      const devices = [device('First meter'), device('Second meter')];
      await built.store(devices.slice(0, 1), undefined, { more: true });
      await built.store(devices.slice(1), '01', { more: true });
      await models.devices.generations.swapIn(built);
      for (let isWaiting = true; isWaiting; isWaiting = await built.indexNext()) {
        for (const options of [{ sort: 'address' as const }, { search: 'meter' }]) {
          const { devices: listed } = await others.devices.list({ limit: 9, ...options });
          expect(new Set(listed)).toEqual(new Set(devices));
        }
      }
      const { devices: found } = await open().devices.list({ limit: 9, search: 'second' });
      expect(found).toEqual(devices.slice(1));
    });

    it('is continued by the next build, unless that one restarts', async () => {
      const first = await models.users.generations.build();
      await first.store([user('Ada')], '03');
      const again = await others.users.generations.build();
      expect(again.number).toBe(first.number);
      expect([await again.count(), await again.position()]).toEqual([1, '03']);
      const restarted = await others.users.generations.build({ restart: true });
      expect(restarted.number).toBe(first.number + 1);
      expect([await restarted.count(), await restarted.position()]).toEqual([0, undefined]);
      await expect(first.store([], '04')).rejects.toThrow(GenerationReplaced);
      await expect(models.users.generations.swapIn(first)).rejects.toThrow(GenerationReplaced);
      await models.users.generations.removeOthers();
      expect(await others.users.generations.swapIn(restarted)).toBe(true);
      expect((await models.users.generations.build()).number).toBe(restarted.number + 1);
    });

    it('is built by two at once, and right', async () => {
      await models.users.store([], '09');
      const [one, other] = await Promise.all([
        models.users.generations.build(),
        others.users.generations.build(),
      ]);
      expect(one.number).toBe(other.number);
      const ada = user('Ada');
      await one.store([{ ...ada, name: 'Ada L.', revision: 1 }], '09');
      await other.store([ada], '04');
      const swapped = await Promise.all([
        models.users.generations.swapIn(one),
        others.users.generations.swapIn(other),
      ]);
      expect(swapped).toContain(true);
      // The slower one stores a row that exists already.
      await other.store([ada], '05');
      expect(await models.users.find(ada.id)).toMatchObject({ name: 'Ada L.' });
      expect(await open().users.position()).toBe('09');
    });

    it('is swapped in by force where the one in use has come further than the events go', async () => {
      for (const position of [undefined, '02']) {
        const { generations } = models.alertInboxes;
        await models.alertInboxes.store([inbox('ada', 9)], '09');
        const built = await generations.build();
        await built.store([inbox('bob', 1)], position);
        expect(await generations.swapIn(built)).toBe(false);
        expect(await generations.swapIn(built, { force: true })).toBe(true);
        expect(await open().alertInboxes.position()).toBe(position);
        expect(await open().alertInboxes.find('ada')).toBeUndefined();
        await others.alertInboxes.store([inbox('bob', 2)], '03');
        expect(await models.alertInboxes.position()).toBe('03');
      }
    });

    it('takes the place of one that had no events', async () => {
      const built = await models.alertInboxes.generations.build();
      expect(await models.alertInboxes.generations.swapIn(built)).toBe(true);
      expect(await others.alertInboxes.position()).toBeUndefined();
      await others.alertInboxes.store([inbox('ada', 1)], '01');
      expect(await open().alertInboxes.find('ada')).toMatchObject({ through: 1 });
    });
  });
}

function device(description: string): Device {
  return {
    id: randomUUID(),
    description,
    address: 'Rue de la Loi 16, Brussels',
    maxHourlyConsumption: 0.5,
    timeZone: 'Europe/Brussels',
    registeredAt: '2026-11-20T10:00:00.000Z',
    ownerId: undefined,
    ownerships: [],
    tariffs: [],
    decommissionedAt: undefined,
    meter: {},
    revision: 0,
  };
}

function user(name: string): User {
  const registeredAt = '2026-11-22T10:00:00.000Z';
  return {
    id: randomUUID(),
    name,
    role: 'client' as const,
    registeredAt,
    deletedAt: undefined,
    revision: 0,
  };
}
