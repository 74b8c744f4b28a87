import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Accounts } from '@energy/accounts';
import { allDevices, EnergyExport } from '@energy/exports';
import type { Device } from '@energy/read-models';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Operator } from '../testing/operator.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.parse('2026-01-05T00:00:00Z');
const IDS = [
  '5c2494a3-1140-4c7a-991a-a1a2561c6bc2',
  '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50',
] as const;
const ADA = 'a0000000-0000-4000-8000-00000000000a';
/** From the second day on. */
const ownership = { ownerId: ADA, from: FIRST + 24 * HOUR_MS, until: undefined, last: undefined };
const TARIFF = 'b0000000-0000-4000-8000-00000000000b';
const RANGE = ['--from', '2026-01-05', '--to', '2026-01-06'];

let operator: Operator;
beforeEach(async () => {
  operator = new Operator();
  await operator.withEventStore((store) =>
    new Accounts(store).register(ADA, { name: 'Ada', role: 'client' }, { actor: 'system' }),
  );
  await operator.withReadModels(async (models) => {
    await models.devices.store(IDS.map((id, index) => device(id, index)));
    await record(0, 48);
  });
});
afterEach(() => operator.leave());

const run = (...args: string[]) => operator.energy('export', ...RANGE, ...args);
const linesOf = (text: string) => text.split('\r\n').slice(1, -1);

/** Records an hour each of both devices. */
async function record(from: number, to: number): Promise<void> {
  await operator.withReadModels((models) =>
    models.consumption.record(
      Array.from({ length: to - from }, (_, index) => FIRST + (from + index) * HOUR_MS).flatMap(
        (hour) =>
          IDS.map((deviceId, number) => ({ deviceId, hour, at: hour, energy: 1_000 + number })),
      ),
    ),
  );
}

function device(id: string, index: number): Device {
  return {
    id,
    registeredAt: '2026-01-01T00:00:00.000Z',
    description: index === 0 ? 'Heat pump' : 'Fridge',
    address: 'Rue de la Loi 16',
    maxHourlyConsumption: 1,
    timeZone: 'Etc/UTC',
    meter: {},
    tariffs: [],
    ownerId: index === 0 ? ADA : undefined,
    ownerships: index === 0 ? [ownership] : [],
    decommissionedAt: undefined,
    revision: 0,
  };
}

it('exports all devices, some of them, or those that a search finds', async () => {
  const all = await run('--all');
  expect(all).toMatchObject({ code: 0, said: '' });
  expect(linesOf(all.out)).toHaveLength(96);
  const one = await run('--device', IDS[1].toUpperCase());
  expect(linesOf(one.out)).toEqual(linesOf(all.out).filter((line) => line.startsWith(IDS[1])));
  expect((await run('--search', 'fridge')).out).toBe(one.out);
  expect(linesOf((await run('--device', ...IDS)).out)).toHaveLength(96);
  const readings = await run('--all', '--by', 'readings', '--format', 'ndjson');
  expect(readings.out.trim().split('\n')).toHaveLength(96);
});

it('exports the devices of an owner, in the time of the ownership', async () => {
  const { out } = await run('--owner', 'ada');
  const starts = linesOf(out).map((line) => line.split(',').slice(0, 2));
  expect(starts).toHaveLength(24);
  expect(starts[0]).toEqual([IDS[0], '2026-01-06T00:00:00.000Z']);
  expect((await run('--owner', ADA)).out).toBe(out);
});

it('refuses what makes no sense, and names what does', async () => {
  const refused = async (...args: string[]) => {
    const { code, said, out } = await operator.energy('export', ...args);
    expect(out).toBe('');
    return `${code} ${said}`;
  };
  expect(await refused()).toMatch(/^2 Say whose consumption/);
  expect(await refused('--all', '--search', 'x')).toMatch(/^2 Say whose consumption/);
  expect(await refused('--all', '--to', '2026-02-30')).toMatch(/^2 --to "2026-02-30" is no day/);
  expect(await refused('--all', '--from', '2026-02-02', '--to', '2026-02-01')).toMatch(
    /^2 .*before/,
  );
  expect(await refused('--all', '--from', '2010-01-01')).toMatch(/^2 .*at most ten years/);
  expect(await refused('--all', '--from', '2199-01-01')).toMatch(/^2 .*in the future/);
  expect(await refused('--all', '--format', 'xls')).toMatch(/^2 .*Allowed choices are csv/);
  expect(await refused('--all', '--format', 'greenbutton', '--by', 'readings')).toMatch(
    /^2 .*hours only/,
  );
  expect(await refused('--all', '--cost', '--by', 'readings')).toMatch(/^2 Readings have no costs/);
  const unknown = 'c3f1a2d4-6f0e-4b7c-9a1d-2e3f4a5b6c7d';
  expect(await refused('--device', unknown)).toMatch(`3 There is no device ${unknown}.`);
  expect(await refused('--owner', 'Nobody')).toMatch(/^3 There is no user/);
});

it('adds the costs of hours by the tariffs of their devices', async () => {
  await operator.withReadModels(async (models) => {
    await models.tariffs.store([
      {
        id: TARIFF,
        name: 'Standard',
        currency: 'EUR',
        versions: [
          { validFrom: '2026-01-01', rates: [{ name: 'All', tiers: [{ price: '30000' }] }] },
        ],
        createdAt: '2026-01-01T00:00:00.000Z',
        retiredAt: undefined,
        revision: 1,
      },
    ]);
    const heatPump = { ...device(IDS[0], 0), tariffs: [{ from: '2026-01-06', tariffId: TARIFF }] };
    await models.devices.store([{ ...heatPump, revision: 1 }]);
  });
  const { out } = await run('--device', IDS[0], '--cost');
  expect(out).toMatch(/^device_id,.*,quality,cost,currency\r\n/);
  const costs = linesOf(out).map((line) => line.split(',').slice(-2).join(' '));
  expect(costs).toEqual([...Array(24).fill(' '), ...Array(24).fill('0.030000 EUR')]);
});

it('continues a file that was interrupted, to the same bytes', async () => {
  const file = path.join(operator.folder, 'export.csv');
  const { out: whole } = await run('--all');
  expect((await run('--all', '--output', file)).said).toMatch(`Exported ${whole.length} bytes`);
  expect(readFileSync(file, 'utf8')).toBe(whole);
  expect(existsSync(`${file}.part`)).toBe(false);
  await leaveBeginning(file, 1_000);
  expect((await run('--all', '--output', file)).said).toMatch(/^Continuing after 1000 bytes/);
  expect(readFileSync(file, 'utf8')).toBe(whole);
});

it('begins a file again where the data has changed since it was interrupted', async () => {
  const file = path.join(operator.folder, 'export.csv');
  await leaveBeginning(file, 1_000);
  await operator.withReadModels((models) =>
    models.consumption.record([{ deviceId: IDS[0], hour: FIRST, at: FIRST + 1, energy: 5 }]),
  );
  expect((await run('--all', '--output', file)).said).not.toMatch('Continuing');
  expect(readFileSync(file, 'utf8')).toBe((await run('--all')).out);
});

/** Leaves what an interrupted command leaves: the first bytes and the tag of its data. */
async function leaveBeginning(file: string, bytes: number): Promise<void> {
  await operator.withReadModels(async (models) => {
    const energyExport = await EnergyExport.of(models.consumption.scan, {
      devices: await allDevices(models.devices),
      range: { from: FIRST / 86_400_000, to: FIRST / 86_400_000 + 1 },
      rows: 'hours',
      reader: 'administrator',
    });
    writeFileSync(`${file}.part.tag`, energyExport.tag('csv'));
  });
  writeFileSync(`${file}.part`, (await run('--all')).out);
  truncateSync(`${file}.part`, bytes);
}
