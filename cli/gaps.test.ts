import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

const FRIDGE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const NOON = Date.parse('2026-11-21T11:00Z');

let operator: Operator;
beforeEach(async () => {
  operator = new Operator();
  await operator.withReadModels(async ({ devices, consumption }) => {
    const fridge = {
      id: FRIDGE,
      registeredAt: '2026-11-01T00:00:00.000Z',
      description: 'Fridge',
      address: 'Here',
      maxHourlyConsumption: 1,
      timeZone: 'Europe/Brussels',
      meter: { intervalMinutes: 60 },
      ownerId: undefined,
      ownerships: [],
      tariffs: [],
      decommissionedAt: undefined,
      revision: 0,
    } as const;
    await devices.store([fridge], '1');
    const hours = Array.from({ length: 24 }, (_, hour) => NOON + (hour - 12) * 3_600_000);
    await consumption.record(
      hours
        .filter((hour) => hour !== NOON)
        .map((hour) => ({ deviceId: FRIDGE, hour, at: hour, energy: 1 })),
    );
  });
});
afterEach(() => operator.leave());

const day = ['--from', '2026-11-21', '--to', '2026-11-21'];
const gaps = (...args: string[]) => operator.energy('gaps', ...args);

describe('gaps', () => {
  it('are listed by the clock of the terminal, or for programs', async () => {
    const { code, out } = await gaps(...day, '--device', FRIDGE);
    expect(code).toBe(0);
    expect(out).toBe(
      `${FRIDGE}  2026-11-21 12:00 +01:00 to 2026-11-21 13:00 +01:00  1 h  1 missing\n`,
    );
    const { out: json } = await gaps(...day, '--search', 'fridge', '--json');
    expect(JSON.parse(json)).toEqual({
      deviceId: FRIDGE,
      from: '2026-11-21T11:00:00.000Z',
      to: '2026-11-21T12:00:00.000Z',
      hours: 1,
      missing: 1,
      suspect: 0,
    });
  });

  it('are refused of an unknown device and for senseless days', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await gaps('--device', unknown)).toMatchObject({ code: 3 });
    expect(await gaps('--from', '2026-01-01', '--to', '2026-11-21')).toMatchObject({
      code: 2,
      said: expect.stringContaining('at most 62'),
    });
    expect(await gaps('--from', 'monday')).toMatchObject({ code: 2 });
  });
});
