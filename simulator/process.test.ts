import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { openMeasurementQueue, type Reading, readMessage } from '@energy/measurements';
import { temporaryFolder } from '@energy/testing';
import { describe, expect, it } from 'vitest';

const MAIN = path.join(import.meta.dirname, 'main.ts');
const HOUSEHOLD = path.join(import.meta.dirname, '../../shared/data/household-10min.csv');
const SENSOR = path.join(import.meta.dirname, '../../shared/data/sensor.csv');
const DEVICE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';

interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

async function ended(child: ChildProcess): Promise<Run> {
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'exit'),
  ]);
  return { exitCode, stdout, stderr };
}

/** A folder of its own, with a broker, for as long as a test takes. */
class Workplace implements Disposable {
  readonly folder = temporaryFolder('simulator');
  brokerUrl = `sqlite:${this.file('broker.db')}`;

  file(name: string): string {
    return path.join(this.folder, name);
  }

  meterFile(...lines: string[]): string {
    writeFileSync(this.file('meter.csv'), lines.join('\n'));
    return 'meter.csv';
  }

  /** Makes the broker, as a platform that runs has done. */
  async withBroker(): Promise<this> {
    await openMeasurementQueue(this.brokerUrl, { log: { info() {}, warn() {} } }).close();
    return this;
  }

  start(...flags: string[]): ChildProcess {
    const environment = { PATH: process.env.PATH, BROKER_URL: this.brokerUrl };
    return spawn(process.execPath, [MAIN, ...flags], { cwd: this.folder, env: environment });
  }

  run(...flags: string[]): Promise<Run> {
    return ended(this.start(...flags));
  }

  /** Resolves when the broker has so many readings. */
  async has(readings: number): Promise<void> {
    const queue = openMeasurementQueue(this.brokerUrl, { log: { info() {}, warn() {} } });
    while ((await queue.waiting()) < readings) await sleep(20);
    await queue.close();
  }

  /** Everything on the broker, in its order. */
  async received(): Promise<Reading[]> {
    const queue = openMeasurementQueue(this.brokerUrl, { log: { info() {}, warn() {} } });
    const waiting = await queue.waiting();
    const stop = new AbortController();
    const readings: Reading[] = [];
    if (waiting === 0) stop.abort();
    const consumption = { batchSize: 5_000, lingerMs: 0, signal: stop.signal };
    for await (const batch of queue.consume(consumption)) {
      for (const body of batch.bodies) {
        for (const { outcome } of await readMessage(body, Date.now())) {
          if ('reason' in outcome) throw new Error(outcome.detail);
          const { deviceId, at, energy, reads } = outcome;
          readings.push({ deviceId, at, energy: energy!, ...(reads === 'register' && { reads }) });
        }
      }
      await batch.settle();
      if (readings.length >= waiting) stop.abort();
    }
    await queue.close();
    return readings;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

const sumOf = (readings: readonly Reading[]): bigint =>
  readings.reduce((sum, { energy }) => sum + BigInt(energy), 0n);

describe.concurrent('the simulator', () => {
  it('sends a file on a simulated clock, each reading with its own instant', async () => {
    using place = await new Workplace().withBroker();
    const file = place.meterFile('kwh', '0.1', 'n/a', ' 0.3 ');
    const backfill = [
      '--from',
      '2026-01-01T00:00',
      '--time-zone',
      'Asia/Kolkata',
      '--speed',
      'max',
    ];
    const { exitCode, stdout, stderr } = await place.run(
      '--device',
      DEVICE,
      '--file',
      file,
      ...backfill,
    );
    const from = Date.UTC(2025, 11, 31, 18, 30);
    expect(await place.received()).toEqual([
      { deviceId: DEVICE, at: from, energy: 100_000_000 },
      { deviceId: DEVICE, at: from + 1_200_000, energy: 300_000_000 },
    ]);
    expect(stderr).toBe('line 3: "n/a" is no number; this interval passes without a reading\n');
    expect(stdout).toMatch(/^meter 5c2494a3-.*\n2 readings sent in .*1 bad row skipped\n$/s);
    expect([...stdout].filter((char) => char < ' ' && char !== '\n')).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('sends with the present time, until it is asked to stop', async () => {
    using place = await new Workplace().withBroker();
    const config = place.file('meter.json');
    const file = place.meterFile('1', '2');
    writeFileSync(
      config,
      JSON.stringify({ device: DEVICE, file, noHeader: true, loop: true, interval: '50ms' }),
    );
    const startedAt = Date.now();
    const child = place.start('--config', config);
    const run = ended(child);
    await place.has(6);
    child.kill('SIGINT');
    expect((await run).exitCode).toBe(0);
    const readings = await place.received();
    expect(readings.length).toBeGreaterThan(5);
    let last = startedAt - 1;
    for (const { at } of readings) {
      expect(at).toBeGreaterThan(last);
      last = at;
    }
    expect(last).toBeLessThanOrEqual(Date.now());
  });

  it('delivers in order the readings that waited while it could not reach the broker', async () => {
    using place = new Workplace();
    const file = place.meterFile('kwh', ...Array.from({ length: 8 }, (_, index) => String(index)));
    mkdirSync(place.file('broker.db'));
    const child = place.start('--device', DEVICE, '--file', file, '--interval', '20ms');
    const run = ended(child);
    await once(child.stderr!, 'readable');
    rmdirSync(place.file('broker.db'));
    const { exitCode, stdout, stderr } = await run;
    expect(stderr).toMatch(/readings wait until the broker accepts them\n$/);
    expect(stdout).toContain('the broker takes readings again');
    expect(exitCode).toBe(0);
    expect((await place.received()).map(({ energy }) => energy / 1e9)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
  });

  it('says how many readings it could not deliver', async () => {
    using place = await new Workplace().withBroker();
    const file = place.meterFile('kwh', '1', '2');
    place.brokerUrl = 'amqp://127.0.0.1:9';
    const child = place.start('--device', DEVICE, '--file', file, '--interval', '1ms');
    const run = ended(child);
    await once(child.stderr!, 'readable');
    child.kill('SIGTERM');
    const { exitCode, stderr } = await run;
    expect(stderr).toMatch(/\n[12] readings? not delivered\n$/);
    expect(exitCode).toBe(1);
  });

  it.each([
    [['--bogus'], 2, /unknown option '--bogus'/],
    [['--device', 'x'], 2, /^--device must be a device's id/],
    [['--device', DEVICE, '--file', 'none.csv'], 2, /^--file .*none\.csv/],
    [['--device', DEVICE, '--file', 'meter.csv', '--column', '2'], 2, /^--column must be/],
    [['--device', DEVICE, '--file', 'meter.csv', '--broker-url', 'x:'], 2, /^--broker-url /],
    [['--device', DEVICE, '--file', 'meter.csv', '--on-bad-row', 'fail'], 1, /^line 2: "n\/a"/],
    [['fleet', '--readings', '1'], 2, /^--devices must be given/],
    [['fleet', '--devices', 'none', '--readings', '1'], 2, /^--devices must be a file/],
  ])('ends with a sentence at %j', async (flags, code, sentence) => {
    using place = await new Workplace().withBroker();
    place.meterFile('kwh', 'n/a');
    const { exitCode, stderr } = await place.run(...flags);
    expect(stderr).toMatch(sentence);
    expect(exitCode).toBe(code);
  });

  it('explains itself', async () => {
    using place = await new Workplace().withBroker();
    const { exitCode, stdout } = await place.run('--help');
    expect(stdout).toMatch(/--device <id>.*\[DEVICE_ID\].*fleet/s);
    expect(exitCode).toBe(0);
  });
});

describe.concurrent('a fleet', () => {
  it('sends the readings of all its devices, the worse for a poor network', async () => {
    using place = await new Workplace().withBroker();
    const devices = Array.from({ length: 20 }, () => crypto.randomUUID());
    const faults = ['--repeat', '0.1', '--shuffle', '50'];
    const child = place.start('fleet', '--devices', '-', '--readings', '2000', ...faults);
    child.stdin!.end(devices.join('\n'));
    const { exitCode, stdout } = await ended(child);
    expect(stdout).toMatch(/readings sent in .* s: [\d,]+\/s\n$/);
    expect(exitCode).toBe(0);
    const readings = await place.received();
    expect(readings.length).toBeGreaterThan(2_100);
    const distinct = new Set(readings.map(({ deviceId, at }) => `${deviceId} ${at}`));
    expect(distinct.size).toBe(2_000);
  });
});

const realDataIsThere = existsSync(HOUSEHOLD) && existsSync(SENSOR);
if (!realDataIsThere) console.warn('SKIPPED: no real meter data at ../shared/data');

describe.skipIf(!realDataIsThere)('real meters', { concurrent: true }, () => {
  const backfill = ['--device', DEVICE, '--from', '2016-01-11T16:00Z', '--speed', 'max'];

  it("send a household's every interval, to the last Wh", async () => {
    using place = await new Workplace().withBroker();
    const layout = ['--file', HOUSEHOLD, '--column', 'appliances_wh', '--unit', 'Wh'];
    const { exitCode } = await place.run(...backfill, ...layout);
    expect(exitCode).toBe(0);
    const readings = await place.received();
    expect(readings).toHaveLength(19_735);
    expect(sumOf(readings)).toBe(1_928_010n * 1_000_000n);
    expect(readings.at(-1)!.at).toBe(Date.UTC(2016, 4, 27, 17));
  });

  it("send a register's every difference, to the last µWh", async () => {
    using place = await new Workplace().withBroker();
    const { exitCode } = await place.run(
      ...backfill,
      '--file',
      SENSOR,
      '--no-header',
      '--register=differences',
    );
    expect(exitCode).toBe(0);
    const readings = await place.received();
    expect(readings).toHaveLength(3_997);
    expect(sumOf(readings)).toBe(47_972_520_360_000n);
  });

  it('send a register as it is, to the last µWh', async () => {
    using place = await new Workplace().withBroker();
    const layout = ['--file', SENSOR, '--no-header', '--register'];
    const { exitCode } = await place.run(...backfill, ...layout);
    expect(exitCode).toBe(0);
    const readings = await place.received();
    expect(readings).toHaveLength(3_998);
    expect(readings.every(({ reads }) => reads === 'register')).toBe(true);
    const first = readings[0]!;
    const last = readings.at(-1)!;
    expect(BigInt(last.energy) - BigInt(first.energy)).toBe(47_972_520_360_000n);
  });

  it('makes no broker in a folder without one, unless asked to', async () => {
    using place = new Workplace();
    const meter = ['--device', DEVICE, '--file', place.meterFile('kwh', '0.1')];
    const span = ['--from', '2026-01-01T00:00Z', '--speed', 'max'];
    const refused = await place.run(...meter, ...span);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('BROKER_URL') });
    expect(refused.stderr).toContain(place.file('broker.db'));
    expect(existsSync(place.file('broker.db'))).toBe(false);
    expect(await place.run(...meter, ...span, '--create')).toMatchObject({ exitCode: 0 });
    expect(await place.received()).toHaveLength(1);
  });
});
