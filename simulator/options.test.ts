import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '@energy/testing';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METER_SETTINGS, type MeterOptions, meterOptions } from './options.ts';
import { addFlags, readSettings } from './settings.ts';

const DEVICE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const OTHER = '00000000-0000-4000-8000-000000000001';
const NOW = Date.UTC(2026, 10, 23, 12);
const REQUIRED = ['--device', DEVICE, '--file', 'meter.csv'];

let folder: string;
beforeAll(() => {
  folder = temporaryFolder('options');
});
afterAll(() => rmSync(folder, { recursive: true }));

function options(
  flags: readonly string[],
  environment: Record<string, string> = {},
  config?: unknown,
): MeterOptions {
  const command = addFlags(new Command(), METER_SETTINGS).parse(flags, { from: 'user' });
  if (config === undefined) {
    return meterOptions(readSettings(METER_SETTINGS, command, environment), NOW);
  }
  const file = path.join(folder, 'meter.json');
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return meterOptions(readSettings(METER_SETTINGS, command, environment, file), NOW);
}

describe("a meter's options", () => {
  it('have defaults for all but the device and the file', () => {
    expect(options(REQUIRED)).toEqual({
      device: DEVICE,
      file: 'meter.csv',
      layout: { column: undefined, header: true },
      unit: 'kWh',
      values: 'intervals',
      loop: false,
      onBadRow: 'skip',
      clock: { kind: 'local', intervalMs: 600_000, to: undefined },
      brokerUrl: 'sqlite:data/broker.db',
      create: false,
    });
  });

  it('come from the flag, else the environment, else the config file', () => {
    const environment = { DEVICE_ID: OTHER, BROKER_URL: 'amqp://environment', SIMULATOR_UNIT: '' };
    const config = {
      device: 'ignored',
      brokerUrl: 'amqp://config',
      create: false,
      file: 'config.csv',
      unit: 'Wh',
      column: 2,
      noHeader: true,
      loop: true,
      register: false,
    };
    expect(
      options(['--device', DEVICE.toUpperCase(), '--register'], environment, config),
    ).toMatchObject({
      device: DEVICE,
      brokerUrl: 'amqp://environment',
      create: false,
      file: 'config.csv',
      unit: 'Wh',
      layout: { column: '2', header: false },
      loop: true,
      values: 'registers',
    });
    expect(options(['--no-header'], environment, { file: 'f' })).toMatchObject({
      device: OTHER,
      layout: { header: false },
    });
  });

  it.each<[string[], Record<string, string>, string]>([
    [['--register'], {}, 'registers'],
    [['--register=differences'], {}, 'differences'],
    [['--register', 'differences'], {}, 'differences'],
    [[], { SIMULATOR_REGISTER: 'true' }, 'registers'],
    [[], { SIMULATOR_REGISTER: 'differences' }, 'differences'],
    [['--register'], { SIMULATOR_REGISTER: 'differences' }, 'registers'],
    [[], { SIMULATOR_REGISTER: 'false' }, 'intervals'],
  ])('say what is sent of a register: %j %j', (flags, environment, values) => {
    expect(options([...REQUIRED, ...flags], environment)).toMatchObject({ values });
  });

  it.each([
    ['10m', 600_000],
    ['1s', 1_000],
    ['500ms', 500],
    ['1h', 3_600_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
  ])('understand an interval of %s', (interval, intervalMs) => {
    expect(options([...REQUIRED, '--interval', interval]).clock).toMatchObject({ intervalMs });
  });

  it.each([
    [['--from', '2016-01-11T17:00:00+01:00'], Date.UTC(2016, 0, 11, 16)],
    [['--from', '2016-01-11T16:00Z'], Date.UTC(2016, 0, 11, 16)],
    [['--from', '2016-01-11T17:00', '--time-zone', 'Europe/Brussels'], Date.UTC(2016, 0, 11, 16)],
    [['--from', '2016-07-11 17:00', '--time-zone', 'Europe/Brussels'], Date.UTC(2016, 6, 11, 15)],
    [['--from', '2016-01-11', '--time-zone', 'Europe/Brussels'], Date.UTC(2016, 0, 10, 23)],
  ])('understand a clock %j', (flags, from) => {
    expect(options([...REQUIRED, ...flags, '--speed', 'max']).clock).toMatchObject({
      kind: 'simulated',
      from,
      speed: Number.POSITIVE_INFINITY,
    });
  });

  it.each<[string[], Record<string, string>, unknown, RegExp]>([
    [[], {}, undefined, /^--device \(DEVICE_ID\) must be given/],
    [['--device', DEVICE], {}, undefined, /^--file .* must be given/],
    [['--device', 'x'], {}, undefined, /^--device must be a device's id, a UUID .*, not "x"$/],
    [[], { DEVICE_ID: 'x' }, undefined, /^DEVICE_ID must be a device's id/],
    [[], {}, { device: 'x' }, /^"device" in .*meter\.json must be a device's id/],
    [[], {}, { devise: DEVICE }, /^"devise" in .*meter\.json is no setting; .* one of device, /],
    [[], {}, { toString: 1 }, /^"toString" in .* is no setting/],
    [[], {}, { device: null }, /^"device" in .* must be a string, a number or a boolean/],
    [[], {}, { loop: 'yes' }, /^"loop" in .* must be true or false, not "yes"/],
    [[], {}, '{', /^--config .*meter\.json must be a JSON file/],
    [[], {}, [], /^--config .*meter\.json must hold a JSON object/],
    [['--unit', 'MWh'], {}, undefined, /^--unit must be Wh or kWh, not "MWh"/],
    [['--interval', '0s'], {}, undefined, /^--interval must be a duration/],
    [['--interval', '10'], {}, undefined, /^--interval must be a duration/],
    [[], { SIMULATOR_INTERVAL: '-1s' }, undefined, /^SIMULATOR_INTERVAL must be a duration/],
    [['--on-bad-row', 'stop'], {}, undefined, /^--on-bad-row must be skip or fail/],
    [
      ['--register=difference'],
      {},
      undefined,
      /^--register must .* be differences, not "difference"/,
    ],
    [['--register='], {}, undefined, /^--register must .* be differences, not ""/],
    [[], { SIMULATOR_REGISTER: 'yes' }, undefined, /^SIMULATOR_REGISTER must .* not "yes"/],
    [['--speed', '0'], {}, undefined, /^--speed must be a number above 0, or max/],
    [[...REQUIRED, '--speed', '60'], {}, undefined, /^--speed must come with --from/],
    [['--from', 'yesterday'], {}, undefined, /^--from must be a time in ISO 8601/],
    [[...REQUIRED, '--from', '2016-01-11T17:00'], {}, undefined, /^--from .*--time-zone/],
    [
      [...REQUIRED, '--from', '2016-03-27T02:30', '--time-zone', 'Europe/Brussels'],
      {},
      undefined,
      /^--from must end in an offset: .*comes twice or never/,
    ],
    [[...REQUIRED, '--from', '2027-01-01T00:00Z'], {}, undefined, /^--from .* not in the future/],
    [[...REQUIRED, '--from', '2004-12-31T00:00Z'], {}, undefined, /^--from .* the year 2005/],
    [['--time-zone', 'Brussels'], {}, undefined, /^--time-zone must be an IANA time zone/],
    [[...REQUIRED, '--to', '2026-01-01T00:00Z'], {}, undefined, /^--to must be in the future/],
    [
      [...REQUIRED, '--from', '2026-01-01T00:00Z', '--to', '2026-01-01T00:00Z'],
      {},
      undefined,
      /^--to must be later than --from/,
    ],
  ])('are refused: %j %j %j', (flags, environment, config, sentence) => {
    expect(() => options(flags, environment, config)).toThrow(
      expect.objectContaining({
        name: 'InvalidOption',
        message: expect.stringMatching(sentence),
      }),
    );
  });

  it('are refused where the config file is missing', () => {
    const command = addFlags(new Command(), METER_SETTINGS).parse([], { from: 'user' });
    const missing = path.join(folder, 'missing.json');
    expect(() => readSettings(METER_SETTINGS, command, {}, missing)).toThrow(
      /^--config .*missing\.json must be a file that can be read/,
    );
  });
});
