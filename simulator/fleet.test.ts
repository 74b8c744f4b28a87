import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Time } from './clock.ts';
import { type FleetPlan, fleetReadings, Pace, withFaults } from './fleet.ts';
import { deviceIds, FLEET_SETTINGS, fleetOptions } from './fleet-options.ts';
import { addFlags, readSettings } from './settings.ts';

const DEVICES = [1, 2, 3].map((number) => `00000000-0000-4000-8000-00000000000${number}`);
const FROM = Date.UTC(2026, 0, 1);
const TEN_MINUTES = 600_000;
const DAY = 86_400_000;

function plan(changes: Partial<FleetPlan> = {}): FleetPlan {
  return {
    devices: DEVICES,
    from: FROM,
    until: FROM + 365 * DAY,
    intervalMs: TEN_MINUTES,
    seed: 1,
    readings: Number.POSITIVE_INFINITY,
    ...changes,
  };
}

describe("a fleet's readings", () => {
  it('are of its devices in turn, each on its own clock', () => {
    const readings = [...fleetReadings(plan({ readings: 5 }))];
    expect(readings.map(({ deviceId, at }) => [DEVICES.indexOf(deviceId), at - FROM])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [0, TEN_MINUTES],
      [1, TEN_MINUTES],
    ]);
  });

  it('end where the clocks reach the present', () => {
    expect([...fleetReadings(plan({ until: FROM + TEN_MINUTES }))]).toHaveLength(6);
  });

  it('are the same for the same seed, whatever other devices there are', () => {
    const ofFirst = (changes: Partial<FleetPlan>) =>
      [...fleetReadings(plan({ until: FROM + DAY, ...changes }))].filter(
        ({ deviceId }) => deviceId === DEVICES[0],
      );
    expect(ofFirst({})).toEqual(ofFirst({ devices: DEVICES.slice(0, 1) }));
    expect(ofFirst({})).not.toEqual(ofFirst({ seed: 2 }));
  });

  it("are a household's: some 5 to 15 kWh a day, more in the evening than at night", () => {
    const days = 30;
    const kWh = { day: 0, night: 0, evening: 0 };
    const month = plan({ devices: DEVICES.slice(0, 1), until: FROM + days * DAY - 1 });
    for (const { at, energy } of fleetReadings(month)) {
      expect(Number.isSafeInteger(energy) && energy > 0).toBe(true);
      const hour = new Date(at).getUTCHours();
      kWh.day += energy / 1e9 / days;
      if (hour >= 1 && hour < 4) kWh.night += energy / 1e9 / days;
      if (hour >= 18 && hour < 21) kWh.evening += energy / 1e9 / days;
    }
    expect(kWh.day).toBeGreaterThan(5);
    expect(kWh.day).toBeLessThan(15);
    expect(kWh.evening).toBeGreaterThan(1.5 * kWh.night);
  });
});

describe('a poor network', () => {
  const sent = [...fleetReadings(plan({ readings: 3_000 }))];

  it('may be a good one', () => {
    expect([...withFaults(sent, { repeat: 0, shuffle: 1, seed: 1 })]).toEqual(sent);
  });

  it('repeats a share of the readings', () => {
    const arrived = [...withFaults(sent, { repeat: 0.1, shuffle: 1, seed: 1 })];
    expect(arrived.length).toBeGreaterThan(3_200);
    expect(arrived.length).toBeLessThan(3_400);
    expect(new Set(arrived)).toEqual(new Set(sent));
  });

  it('loses the order within a window, and never a reading', () => {
    const arrived = [...withFaults(sent, { repeat: 1, shuffle: 100, seed: 1 })];
    expect(arrived).toHaveLength(6_000);
    expect(new Set(arrived)).toEqual(new Set(sent));
    expect([...new Set(arrived)]).not.toEqual(sent);
    for (const [place, reading] of arrived.entries()) {
      expect(Math.abs(place - 2 * sent.indexOf(reading))).toBeLessThanOrEqual(101);
    }
    expect([...withFaults(sent, { repeat: 1, shuffle: 100, seed: 1 })]).toEqual(arrived);
  });
});

describe('the pace', () => {
  it('lets so many turns a second pass', async () => {
    let now = 0;
    const sleep = async (ms: number) => {
      now += ms;
    };
    const time: Time = { now: () => now, sleep };
    const pace = new Pace(250, time);
    for (let turn = 0; turn < 1_000; turn++) await pace.turn(new AbortController().signal);
    expect(now).toBeGreaterThanOrEqual(4_000);
    expect(now).toBeLessThan(4_050);
  });
});

describe("a fleet's options", () => {
  const NOW = Date.UTC(2026, 10, 23, 12, 3);

  function options(...flags: string[]) {
    const command = addFlags(new Command(), FLEET_SETTINGS).parse(flags, { from: 'user' });
    return fleetOptions(readSettings(FLEET_SETTINGS, command, {}), DEVICES, NOW);
  }

  it('have its clocks end at the present, where the number of readings is known', () => {
    const { plan, rate, faults } = options('--readings', '7');
    expect(plan.from).toBe(Date.UTC(2026, 10, 23, 11, 40));
    expect([...fleetReadings(plan)].at(-1)!.at).toBe(Date.UTC(2026, 10, 23, 12));
    expect(rate).toBe(Number.POSITIVE_INFINITY);
    expect(faults).toMatchObject({ repeat: 0, shuffle: 1 });
  });

  it('take a rate, a time and faults', () => {
    const flags = ['--duration', '30s', '--rate', '100', '--repeat', '0.1', '--shuffle', '50'];
    expect(options(...flags, '--seed', '7', '--from', '2026-01-01T00:00Z')).toMatchObject({
      plan: { from: FROM, seed: 7, until: NOW },
      rate: 100,
      durationMs: 30_000,
      faults: { repeat: 0.1, shuffle: 50, seed: 7 },
    });
  });

  it.each([
    [[], /^--readings or --duration must be given/],
    [['--readings', '1.5'], /^--readings must be a whole number above 0/],
    [['--readings', '1', '--repeat', '2'], /^--repeat must be a number from 0 to 1/],
    [['--readings', '9', '--from', '2026-11-23T11:50Z'], /^--readings must be at most 6/],
    [['--readings', '10000000'], /^--from must be from the year 2005 on/],
  ])('are refused: %j', (flags, sentence) => {
    expect(() => options(...flags)).toThrow(sentence);
  });

  it('know its devices from a list', () => {
    expect(deviceIds(`${DEVICES[0]}\n\n ${DEVICES[1]!.toUpperCase()}\r\n`)).toEqual(
      DEVICES.slice(0, 2),
    );
    expect(() => deviceIds('\n')).toThrow('--devices must name at least one device');
    expect(() => deviceIds(`${DEVICES[0]}\nx`)).toThrow(/^--devices line 2 must be a device's id/);
    expect(() => deviceIds(`${DEVICES[0]}\n${DEVICES[0]}`)).toThrow(/^--devices line 2 repeats/);
  });
});
