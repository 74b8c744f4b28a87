import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { deviceDecider, deviceStream } from '@energy/domain';
import { handleCommand } from '@energy/event-store';
import { evolveDevice, evolveTariff } from '@energy/read-models';
import { DEVICES, TARIFFS } from '@energy/read-models/projection';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

let operator: Operator;
const energy = (...args: string[]) => operator.energy(...args);

beforeEach(() => {
  operator = new Operator();
});

afterEach(() => operator.leave());

/** Projects all tariffs and devices, as the projector does. */
async function project(): Promise<void> {
  await operator.withEventStore((store) =>
    operator.withReadModels(async (models) => {
      const head = (await store.head())!;
      for await (const event of store.readAll()) {
        if (event.stream.startsWith(TARIFFS.streams)) {
          const row = evolveTariff(
            await models.tariffs.find(TARIFFS.idOf(event.stream)),
            event as never,
          );
          await models.tariffs.store([row!], head);
        } else {
          const row = evolveDevice(
            await models.devices.find(DEVICES.idOf(event.stream)),
            event as never,
          );
          await models.devices.store([row!], head);
        }
      }
    }),
  );
}

async function registered(): Promise<string> {
  return operator.withEventStore(async (store) => {
    const id = randomUUID();
    await handleCommand({
      eventStore: store,
      decider: deviceDecider,
      stream: deviceStream(id),
      command: {
        type: 'RegisterDevice',
        data: {
          description: 'Fridge',
          address: 'Rue de la Loi 16',
          maxHourlyConsumption: 0.5,
          timeZone: 'Europe/Brussels',
        },
      },
      context: { actor: 'system' },
    });
    return id;
  });
}

async function prices(document: unknown): Promise<string> {
  const file = `${operator.folder}/prices.json`;
  await writeFile(file, JSON.stringify(document));
  return file;
}

describe('tariffs', () => {
  it('are created, priced, assigned and retired, and every decision stays', async () => {
    const device = await registered();
    const created = await energy('tariffs', 'create', '--name', 'Night', '--currency', 'EUR');
    const id = created.out.trim();
    await project();
    const file = await prices({ rates: [{ name: 'All', tiers: [{ price: '0.2874' }] }] });
    const publish = () =>
      energy('tariffs', 'publish', 'night', '--from', '2030-01-01', '--file', file);
    expect((await publish()).said).toBe('Published.\n');
    expect((await publish()).said).toMatch('was so before');
    const assign = ['tariffs', 'assign', 'Night', device, '--from', '2030-01-01'];
    expect(await energy(...assign)).toMatchObject({ code: 0, said: '1 device assigned.\n' });
    await project();
    expect((await energy('tariffs', 'list')).out).toBe(`${id}  EUR  Night  (2030-01-01)\n`);
    expect(await energy('tariffs', 'retire', 'Night')).toMatchObject({
      code: 2,
      said: 'Devices are billed by this tariff: assign them to another one first.\n',
    });
    const { code } = await energy('tariffs', 'assign', 'none', device, '--from', '2030-01-01');
    expect(code).toBe(0);
    await project();
    expect((await energy('tariffs', 'retire', id)).said).toBe('Retired.\n');
    const { out } = await energy('audit', 'tariff', 'Night');
    expect(out).toMatch(
      /TariffCreated[\s\S]*TariffVersionPublished[\s\S]*0\.2874[\s\S]*TariffRetired/,
    );
  });

  it('are refused with a sentence', async () => {
    expect(await energy('tariffs', 'create', '--name', 'x', '--currency', 'DEM')).toMatchObject({
      code: 2,
      said: expect.stringContaining('no currency in use'),
    });
    await energy('tariffs', 'create', '--name', 'Night', '--currency', 'EUR');
    await project();
    const missing = [
      'tariffs',
      'publish',
      'Day',
      '--from',
      '2030-01-01',
      '--file',
      await prices({ rates: [{ name: 'All', tiers: [{ price: '1' }] }] }),
    ];
    expect(await energy(...missing)).toMatchObject({ code: 3 });
    for (const document of [
      {},
      [],
      'prices',
      { rates: [{ name: 'All', tiers: [{ price: 1 }] }] },
    ]) {
      const file = await prices(document);
      const args = ['tariffs', 'publish', 'Night', '--from', '2030-01-01', '--file', file];
      expect(await energy(...args)).toMatchObject({
        code: 2,
        said: expect.stringContaining('does not hold prices'),
      });
    }
    const absent = ['tariffs', 'publish', 'Night', '--from', '2030-01-01', '--file', '/nowhere'];
    expect(await energy(...absent)).toMatchObject({ code: 2 });
  });
});
