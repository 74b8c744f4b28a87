import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

const FRIDGE = randomUUID();
const OVEN = randomUUID();
const ADA = randomUUID();
const HOUR = Date.parse('2026-11-22T12:00Z');

let operator: Operator;
const list = (...args: string[]) => operator.energy('alerts', 'list', ...args);

beforeEach(async () => {
  operator = new Operator();
  await operator.withReadModels(async ({ consumption }) => {
    const record = (deviceId: string, hour: number, ownerId: string | undefined, now: number) =>
      consumption.record([{ deviceId, hour, at: hour, energy: 1_250_000_000 }], {
        ruleOf: () => ({ limit: 500_000_000, ownerId }),
        now,
      });
    await record(FRIDGE, HOUR, ADA, HOUR + 90_500);
    await record(OVEN, HOUR, undefined, HOUR + 100_000);
    await record(FRIDGE, HOUR - 3 * 86_400_000, ADA, HOUR + 110_000);
  });
});

afterEach(() => operator.leave());

const devices = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => (line.includes(FRIDGE) ? 'fridge' : line.includes(OVEN) ? 'oven' : line));

describe('alerts', () => {
  it('are listed, newest first, by the clock of the terminal', async () => {
    const { code, out, said } = await list();
    expect({ code, said }).toEqual({ code: 0, said: '' });
    expect(out).toBe(
      `     3  2026-11-22 13:01:50.000 +01:00  ${FRIDGE}  hour 2026-11-19 13:00 +01:00  1.25 kWh, limit 0.5 kWh  late
     2  2026-11-22 13:01:40.000 +01:00  ${OVEN}  hour 2026-11-22 13:00 +01:00  1.25 kWh, limit 0.5 kWh
     1  2026-11-22 13:01:30.500 +01:00  ${FRIDGE}  hour 2026-11-22 13:00 +01:00  1.25 kWh, limit 0.5 kWh
`,
    );
  });

  it('say where a correction took the hour back within its limit', async () => {
    await operator.withReadModels(async ({ consumption }) => {
      const alerting = { ruleOf: () => undefined, now: HOUR + 120_000 };
      await consumption.record(
        [{ deviceId: OVEN, hour: HOUR, at: HOUR, energy: 250_000_000 }],
        alerting,
      );
    });
    const { out } = await list('--device', OVEN);
    expect(out).toContain('0.25 kWh, limit 0.5 kWh  now within the limit');
    const json = JSON.parse((await list('--json', '--device', OVEN)).out);
    expect(json).toMatchObject({ total: 0.25, exceeded: false });
  });

  it('say where the energy of the hour is estimated', async () => {
    await operator.withReadModels(async ({ consumption }) => {
      const at = HOUR + 600_000;
      await consumption.record([
        { deviceId: OVEN, hour: HOUR, at, energy: 250_000_000, isEstimated: true },
      ]);
    });
    const { out } = await list('--device', OVEN);
    expect(out).toContain('1.5 kWh (estimated), limit 0.5 kWh');
    const json = JSON.parse((await list('--json', '--device', OVEN)).out);
    expect(json).toMatchObject({ total: 1.5, estimated: true });
  });

  it('are listed as JSON, in kWh and UTC', async () => {
    const { out } = await list('--json', '--device', FRIDGE.toUpperCase());
    const documents = out.trim().split('\n');
    expect(documents).toHaveLength(2);
    expect(JSON.parse(documents[1]!)).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      number: 1,
      deviceId: FRIDGE,
      ownerId: ADA,
      hour: '2026-11-22T12:00:00.000Z',
      limit: 0.5,
      total: 1.25,
      exceeded: true,
      estimated: false,
      raisedAt: '2026-11-22T12:01:30.500Z',
      late: false,
    });
  });

  it.each([
    [
      ['--limit', '2'],
      ['fridge', 'oven'],
    ],
    [
      ['--owner', ADA],
      ['fridge', 'fridge'],
    ],
    [['--device', OVEN], ['oven']],
    [
      ['--from', '2026-11-22T13:00'],
      ['oven', 'fridge'],
    ],
    [['--from', '2026-11-22T12:00:01Z'], ['']],
    [['--to', '2026-11-22'], ['fridge']],
    [['--to', '2026-11-22T12:00Z', '--from', '2026-11-19T12:00Z', '--owner', ADA], ['fridge']],
    [['--owner', OVEN], ['']],
  ])('%j are those that were asked for', async (args, expected) => {
    const { code, out } = await list(...args);
    expect(code).toBe(0);
    expect(devices(out)).toEqual(expected);
  });

  it.each([
    [['--device', 'fridge'], '"fridge" is no device id'],
    [['--owner', 'ada'], '"ada" is no user id'],
    [['--from', 'yesterday'], '"yesterday" is no time'],
    [['--to', '2026-02-30'], '"2026-02-30" is no time'],
    [['--limit', '0'], 'The limit must be a whole number'],
  ])('%j are refused with a sentence', async (args, sentence) => {
    const { code, out, said } = await list(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toContain(sentence);
  });
});
