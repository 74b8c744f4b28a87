import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeviceGaps, GapPage } from '../../schemas/gaps.ts';
import { HEAT_PUMP, Queries } from '../../testing/queries.ts';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

const numbered = (number: number) =>
  `00000000-0000-4000-8000-${number.toString().padStart(12, '0')}`;
const HOUR_MS = 3_600_000;
const DAY = Date.parse('2026-11-20T23:00:00Z'); // Midnight in Brussels.

/** Readings every ten minutes of some hours of 21 November. */
function readingsOf(hours: readonly number[]): Record<string, number> {
  const instants = hours.flatMap((hour) =>
    [0, 10, 20, 30, 40, 50].map((minute) => DAY + hour * HOUR_MS + minute * 60_000),
  );
  return Object.fromEntries(instants.map((at) => [new Date(at).toISOString(), 1_000]));
}
const at = (hour: number) => new Date(DAY + hour * HOUR_MS).toISOString();
const allHours = Array.from({ length: 24 }, (_, hour) => hour);
const gaps = async (query = 'from=2026-11-21&to=2026-11-21') => {
  const { status, body } = await queries.get(`/api/gaps?${query}`);
  expect(status).toBe(200);
  expect(Value.Check(GapPage, body)).toBe(true);
  return body;
};

describe('gaps', () => {
  it('are hours that follow one another, with what is missing or suspect', async () => {
    await queries.registered();
    await queries.measured(readingsOf(allHours.filter((hour) => ![5, 6, 20].includes(hour))));
    await queries.measured({ [at(6)]: 1_000 });
    await queries.measured({ [at(20)]: 9e12 }, HEAT_PUMP, { isSuspect: true });
    const expected = [
      { deviceId: HEAT_PUMP, from: at(5), to: at(7), hours: 2, missing: 11, suspect: 0 },
      { deviceId: HEAT_PUMP, from: at(20), to: at(21), hours: 1, missing: 5, suspect: 1 },
    ];
    expect(await gaps()).toEqual({
      from: '2026-11-21',
      to: '2026-11-21',
      gaps: expected,
      devices: [
        {
          id: HEAT_PUMP,
          description: 'Heat pump, cellar',
          address: 'Grote Markt 1, 1000 Brussels',
          timeZone: 'Europe/Brussels',
        },
      ],
      next: null,
    });
    const range = 'from=2026-11-21&to=2026-11-21';
    expect((await gaps(`${range}&kind=suspect`)).gaps).toEqual([expected[1]]);
    const { body } = await queries.get(`/api/devices/${HEAT_PUMP}/gaps?${range}`);
    expect(Value.Check(DeviceGaps, body)).toBe(true);
    expect(body).toMatchObject({
      gaps: expected,
      suspectReadings: [{ at: at(20), energy: 9_000 }],
    });
  });

  it('begin with the installation, and end when the last reading is due', async () => {
    await queries.registered(HEAT_PUMP, { meter: { installedOn: '2026-11-22' } });
    expect(await gaps('')).toMatchObject({
      from: '2026-11-16',
      to: '2026-11-22',
      // It is 00:30 in Brussels.
      gaps: [{ from: at(24), to: at(48), hours: 24, missing: 144 }],
    });
  });

  it('begin before the registration where readings of that time are recorded, suspect ones in any hour', async () => {
    await queries.registered(HEAT_PUMP, { registeredAt: at(12) });
    expect((await gaps()).gaps).toMatchObject([{ from: at(12), to: at(24) }]);
    const first = new Date(DAY + 3 * HOUR_MS + 2_400_000).toISOString();
    await queries.measured({ [first]: 9e12 }, HEAT_PUMP, { isSuspect: true });
    await queries.measured(readingsOf(allHours.slice(5)));
    expect((await gaps()).gaps).toMatchObject([{ from: at(3), to: at(5), missing: 6, suspect: 1 }]);
  });

  it('count the readings that the meter sends in an hour', async () => {
    await queries.registered(HEAT_PUMP, { meter: { intervalMinutes: 60 } });
    await queries.measured(Object.fromEntries(allHours.map((hour) => [at(hour), 1_000])));
    expect((await gaps()).gaps).toEqual([]);
  });

  it('have pages of devices, of which none is divided, and are found by device', async () => {
    for (let number = 1; number <= 230; number++) {
      await queries.registered(numbered(number), { description: `Meter ${number}.` });
    }
    const found: string[] = [];
    let after: string | null = null;
    do {
      const page = await gaps(
        `from=2026-11-21&to=2026-11-21&limit=150${after ? `&after=${after}` : ''}`,
      );
      found.push(...page.gaps.map(({ deviceId }: { deviceId: string }) => deviceId));
      after = page.next;
    } while (after !== null);
    expect(found).toEqual(Array.from({ length: 230 }, (_, index) => numbered(index + 1)));
    const searched = await gaps('from=2026-11-21&to=2026-11-21&search=meter%20229');
    expect(searched.gaps).toHaveLength(1);
  });

  it.each([
    ['from=2026-11-22&to=2026-11-21', 'to'],
    ['from=2026-08-01&to=2026-11-21', 'to'],
    ['from=2027-01-01', 'from'],
    ['kind=late', 'kind'],
    ['after=x', 'after'],
    ['limit=0', 'limit'],
  ])('are refused for %s', async (query, parameter) => {
    const { status, body } = await queries.get(`/api/gaps?${query}`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ parameter }]);
  });
});
