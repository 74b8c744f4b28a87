import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

let operator: Operator;
const energy = (...args: string[]) => operator.energy(...args);

beforeEach(() => {
  operator = new Operator();
});

afterEach(() => operator.leave());

const fridge = [
  '--description',
  'Fridge',
  '--address',
  'Rue de la Loi 16',
  '--limit',
  '0.5',
  '--time-zone',
  'europe/brussels',
];

async function history(id: string) {
  return operator.withEventStore(async (store) => {
    const events = [];
    for await (const { type, data, metadata } of store.readStream(`device-${id}`)) {
      expect(metadata.actor).toBe('system');
      events.push([type, data]);
    }
    return events;
  });
}

describe('devices', () => {
  it('are registered, changed and decommissioned, and every decision stays', async () => {
    const registered = await energy('devices', 'register', ...fridge);
    expect(registered).toMatchObject({ code: 0, said: '' });
    const id = registered.out.trim();
    expect(await energy('devices', 'change', id, '--limit', '0.75')).toMatchObject({ code: 0 });
    expect((await energy('devices', 'change', id, '--limit', '0.75')).said).toMatch(
      'was so before',
    );
    expect(await energy('devices', 'decommission', id.toUpperCase())).toMatchObject({ code: 0 });
    expect(await history(id)).toEqual([
      [
        'DeviceRegistered',
        {
          description: 'Fridge',
          address: 'Rue de la Loi 16',
          maxHourlyConsumption: 0.5,
          timeZone: 'Europe/Brussels',
        },
      ],
      ['DeviceLimitChanged', { maxHourlyConsumption: 0.75 }],
      ['DeviceDecommissioned', {}],
    ]);
    const again = await energy('devices', 'change', id, '--limit', '1');
    expect(again).toMatchObject({ code: 2, said: 'The device was decommissioned for good.\n' });
  });

  it('describe their meter', async () => {
    const meter = ['--stamped-at', 'end', '--interval-minutes', '15', '--serial-number', '1SAG11'];
    const gas = ['--medium', 'gas', '--unit', 'm3', '--kwh-per-cubic-metre', '11.2'];
    const { out } = await energy('devices', 'register', ...fridge, ...meter, ...gas);
    const id = out.trim();
    const changes = ['--serial-number', 'none', '--max-power', '10'];
    const versions = ['--kwh-per-cubic-metre', '2026-01-01=11.2,2026-10-01=11.4'];
    expect(await energy('devices', 'change', id, ...changes, ...versions)).toMatchObject({
      said: 'Changed.\n',
      code: 0,
    });
    const [[, registered], [, changed]] = (await history(id)) as [unknown[], unknown[]];
    expect(registered).toMatchObject({
      stampedAt: 'end',
      intervalMinutes: 15,
      serialNumber: '1SAG11',
      kWhPerCubicMetre: [{ validFrom: '1900-01-01', factor: 11.2 }],
    });
    expect(changed).toEqual({
      kWhPerCubicMetre: [
        { validFrom: '2026-01-01', factor: 11.2 },
        { validFrom: '2026-10-01', factor: 11.4 },
      ],
      maxPower: 10,
      serialNumber: null,
    });
    const { out: audit } = await energy('audit', 'device', id);
    expect(audit).toMatch(/intervalMinutes +15 min/);
    expect(audit).toMatch(/maxPower +– → 10 kW|maxPower +10 kW/);
  });

  it('note that their meter was replaced, unless a recorded register contradicts it', async () => {
    const id = (await energy('devices', 'register', ...fridge, '--reads', 'register')).out.trim();
    const at = Date.parse('2026-06-01T10:00Z');
    await operator.withReadModels(({ consumption }) =>
      consumption.record([
        {
          deviceId: id,
          hour: at,
          at,
          energy: 13_424_000_000_000,
          timeZone: 'Europe/Brussels',
          register: { interval: 600_000 },
        },
      ]),
    );
    const replace = (final: string, instant = '2026-06-01T10:25:00Z') => {
      const registers = ['--final', final, '--first', '0.5'];
      const why = ['--reason', 'Calibration expired'];
      const newMeter = ['--serial-number', 'R 2', '--register-digits', '6'];
      const given = [...registers, ...why, ...newMeter];
      return energy('devices', 'replace-meter', id, '--at', instant, ...given);
    };
    const refused = await replace('13423.9');
    expect(refused.code).toBe(2);
    expect(refused.said).toContain('below the last register that is recorded');
    expect((await replace('13424.1', 'yesterday')).said).toContain('is no instant');
    expect(await replace('13424.1')).toEqual({ code: 0, out: '', said: 'Noted.\n' });
    const again = await replace('13424.1');
    expect(again.code).toBe(2);
    expect(again.said).toContain('was replaced at 2026-06-01T10:25:00.000Z already');
    expect((await history(id)).slice(1)).toEqual([
      [
        'MeterReplaced',
        {
          replacedAt: '2026-06-01T10:25:00.000Z',
          finalReading: 13_424.1,
          firstReading: 0.5,
          reason: 'Calibration expired',
        },
      ],
      ['DeviceMeterChanged', { registerDigits: 6, serialNumber: 'R 2' }],
    ]);
  });

  it('are registered under an id of one’s own, once', async () => {
    const id = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
    expect((await energy('devices', 'register', ...fridge, '--id', id)).out).toBe(`${id}\n`);
    expect(await energy('devices', 'register', ...fridge, '--id', id)).toMatchObject({ code: 2 });
  });

  it('are registered by the thousand', async () => {
    const { out } = await energy('devices', 'register', ...fridge, '--count', '1200');
    expect(new Set(out.trim().split('\n')).size).toBe(1_200);
  });

  it('are listed as the projector has them', async () => {
    expect(await energy('devices', 'list')).toEqual({ code: 0, out: '', said: '' });
  });

  it('that do not exist are reported with exit code 3', async () => {
    const id = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
    const { code, said } = await energy('devices', 'change', id, '--limit', '1');
    expect([code, said]).toEqual([3, 'There is no device with this id.\n']);
  });

  it.each([
    [['register', ...fridge, '--limit', '-1'], 'greater than 0'],
    [['register', ...fridge, '--limit', 'much'], 'must be a number'],
    [['register', ...fridge, '--interval-minutes', '7'], 'one of 5, 10, 15, 30, 60'],
    [['register', ...fridge, '--unit', 'm3'], 'not measured in m³'],
    [['register', ...fridge, '--stamped-at', 'middle'], 'Allowed choices are start, end'],
    [['register', ...fridge, '--count', '2', '--serial-number', '1'], 'for one device'],
    [['register', ...fridge, '--time-zone', 'Mars/Olympus'], 'IANA time zone'],
    [['register', ...fridge, '--count', '0'], 'whole number from 1'],
    [['register', '--description', 'Fridge'], 'not specified'],
    [['change', 'fridge', '--limit', '1'], 'is no device id'],
    [['change', '5c2494a3-1140-4c7a-991a-a1a2561c6bc2'], 'Say what to change'],
    [['explode'], 'unknown command'],
  ])('%j is refused with a sentence', async (args, sentence) => {
    const { code, said } = await energy('devices', ...args);
    expect(code).toBe(2);
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
  });
});
