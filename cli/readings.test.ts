import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

const HOUR = Date.parse('2026-11-21T11:00Z');
const TEN_MINUTES_MS = 600_000;

let operator: Operator;
let device: string;
beforeEach(async () => {
  operator = new Operator();
  const fridge = ['--description', 'Fridge', '--address', 'Here', '--limit', '1'];
  const { out } = await operator.energy(
    'devices',
    'register',
    ...fridge,
    '--time-zone',
    'Europe/Brussels',
  );
  device = out.trim();
  await operator.withReadModels(async ({ consumption }) => {
    const reading = (index: number, energy: number) => ({
      deviceId: device,
      hour: HOUR,
      at: HOUR + index * TEN_MINUTES_MS,
      energy,
    });
    await consumption.record([
      { ...reading(0, 4_294_967_296_000_000), isSuspect: true },
      reading(1, 100_000_000),
    ]);
  });
});
afterEach(() => operator.leave());

const readings = (...args: string[]) => operator.energy('readings', ...args);
const suspect = ['--at', '2026-11-21T12:00', '--energy', '4294967.296'];
const reason = ['--reason', 'Seen on site'];

describe('readings', () => {
  it('are accepted, rejected and replaced with a reason, which the audit shows', async () => {
    const accepted = await readings('accept', device, ...suspect, ...reason);
    expect(accepted).toMatchObject({ code: 0, said: 'Decided.\n' });
    await readings('reject', device, ...suspect, ...reason);
    await readings('replace', device, ...suspect, '--replacement', '0.2', ...reason);
    const { out } = await operator.energy('audit', 'device', device);
    expect(out).toMatch(
      /DeviceRegistered[\s\S]*ReadingAccepted[\s\S]*ReadingRejected[\s\S]*ReadingReplaced/,
    );
    expect(out).toMatch(/reason +Seen on site/);
    expect(out).toMatch(/replacement +0\.2/);
  });

  it('are refused where they were corrected, or do not exist', async () => {
    const corrected = ['--at', '2026-11-21T12:00', '--energy', '1'];
    expect(await readings('accept', device, ...corrected, ...reason)).toMatchObject({
      code: 2,
      said: expect.stringContaining('has been corrected'),
    });
    const missing = ['--at', '2026-11-21T12:30', '--energy', '1'];
    expect(await readings('reject', device, ...missing, ...reason)).toMatchObject({ code: 3 });
    expect(await readings('accept', device, ...suspect)).toMatchObject({ code: 2 });
  });

  it('that are missing are estimated by their neighbours', async () => {
    await operator.withReadModels(async ({ consumption }) => {
      const neighbour = (at: number, hour: number) => ({ deviceId: device, at, hour, energy: 5 });
      await consumption.record([
        neighbour(HOUR - TEN_MINUTES_MS, HOUR - 6 * TEN_MINUTES_MS),
        neighbour(HOUR + 6 * TEN_MINUTES_MS, HOUR + 6 * TEN_MINUTES_MS),
      ]);
    });
    const range = ['--from', '2026-11-21T12:00', '--to', '2026-11-21T13:00'];
    expect(await readings('estimate', device, ...range, ...reason)).toMatchObject({ code: 0 });
    const { out } = await operator.energy('audit', 'device', device);
    expect(out).toMatch(/GapEstimated[\s\S]*method +linear/);
    const profile = ['--method', 'profile'];
    expect(await readings('estimate', device, ...range, ...profile, ...reason)).toMatchObject({
      code: 2,
    });
  });
});
