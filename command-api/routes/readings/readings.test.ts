import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Commands } from '../../testing/commands.ts';

const AT = '2026-11-22T12:10:00.000Z';
const reading = { at: Date.parse(AT), energy: 12_500_000_000, isSuspect: true, isRejected: false };
const reason = 'Seen on site';

let commands: Commands;
let device: string;
beforeAll(async () => {
  commands = await Commands.start();
});
afterAll(() => commands.stop());
beforeEach(async () => {
  device = await commands.registeredDevice();
  commands.recorded.splice(0, commands.recorded.length, reading);
});

const review = (body: object, id = device) =>
  commands.send('POST', `/api/devices/${id}/reading-reviews`, {
    decision: 'accept',
    at: AT,
    energy: 12.5,
    reason,
    ...body,
  });
const estimate = (body: object) =>
  commands.send('POST', `/api/devices/${device}/gap-estimates`, {
    from: '2026-11-22T12:00:00.000Z',
    to: '2026-11-22T13:00:00.000Z',
    method: 'linear',
    reason,
    ...body,
  });
const decisions = async () => {
  const events: object[] = [];
  for await (const { type, data, metadata } of commands.eventStore.readStream(
    `readings-${device}`,
  )) {
    events.push({ type, data, actor: metadata.actor });
  }
  return events;
};

describe('a review of a reading', () => {
  it('is an event with its reason and actor, once', async () => {
    const { status, headers } = await review({});
    expect(status).toBe(204);
    expect(headers['energy-position']).toBeTruthy();
    expect((await review({})).status).toBe(204);
    expect(await decisions()).toEqual([
      {
        type: 'ReadingAccepted',
        data: { at: AT, hour: '2026-11-22T12:00:00.000Z', energy: 12.5, reason },
        actor: { userId: expect.any(String), role: 'administrator' },
      },
    ]);
  });

  it.each([
    [{ at: '2026-11-22T12:20:00Z' }, 404, 'reading-not-found'],
    [{ at: '1969-12-31T23:50:00Z' }, 404, 'reading-not-found'],
    [{ at: '2016-12-31T23:59:60Z' }, 404, 'reading-not-found'],
    [{ energy: 12.6 }, 409, 'reading-corrected'],
    [{ decision: 'replace' }, 400, 'invalid-request'],
    [{ decision: 'forget' }, 400, 'invalid-request'],
    [{ reason: ' ' }, 400, 'invalid-request'],
    [{ energy: -1 }, 400, 'invalid-request'],
  ])('is refused with %j, and changes nothing', async (body, status, kind) => {
    const refused = await review(body);
    expect(refused).toMatchObject({ status, body: { type: `urn:energy:problem:${kind}` } });
    expect(await decisions()).toEqual([]);
  });

  it('is refused of an unknown device', async () => {
    expect((await review({}, '00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });

  it('of a register belongs to the hour of its timestamp, whatever its stamp', async () => {
    device = await commands.registeredDevice({ reads: 'register', stampedAt: 'end' });
    const at = '2026-11-22T12:00:00.000Z';
    commands.recorded.push({ ...reading, at: Date.parse(at) });
    expect((await review({ at, decision: 'replace', replacement: 3 })).status).toBe(204);
    expect(await decisions()).toMatchObject([
      { type: 'ReadingReplaced', data: { at, hour: at, energy: 12.5, replacement: 3 } },
    ]);
  });
});

describe('an estimate of a gap', () => {
  it('is refused where there is nothing to estimate by, or no gap', async () => {
    for (const method of ['linear', 'profile']) {
      commands.recorded.length = 0;
      expect(await estimate({ method })).toMatchObject({
        status: 409,
        body: { type: 'urn:energy:problem:estimate-impossible' },
      });
    }
    for (const range of [
      { from: '2026-11-22T12:10:00Z' },
      { to: '2026-11-22T12:30:00Z' },
      { to: '2026-11-22T11:00:00Z' },
      { to: '2027-01-22T11:00:00Z' },
      { from: '2016-12-31T23:59:60Z' },
      { to: '9999-12-31T23:00:00Z' },
    ]) {
      expect((await estimate(range)).status).toBe(400);
    }
    expect(await decisions()).toEqual([]);
  });

  it('of a register divides what lies between registers, and is refused elsewhere', async () => {
    device = await commands.registeredDevice({ reads: 'register' });
    const hour = Date.parse('2026-11-22T12:00:00Z');
    const known = { hour, total: 600_000_000n, isEstimated: true, isPartlyUnknown: false };
    commands.bounded.splice(0, 1, known);
    expect((await estimate({})).status).toBe(204);
    expect(await decisions()).toMatchObject([
      { type: 'GapEstimated', data: { hours: [{ energies: Array(6).fill(0.1) }] } },
    ]);
    for (const [bounded, kind] of [
      [{ ...known, isEstimated: false }, 'hours-measured'],
      [{ ...known, total: undefined, isEstimated: false }, 'estimate-impossible'],
      [{ ...known, isPartlyUnknown: true }, 'estimate-impossible'],
    ] as const) {
      commands.bounded.splice(0, 1, bounded);
      const body = { type: `urn:energy:problem:${kind}` };
      expect(await estimate({})).toMatchObject({ status: 409, body });
    }
    commands.bounded.splice(0, 1, known);
    expect(await estimate({ method: 'profile' })).toMatchObject({ status: 409 });
    expect(await decisions()).toHaveLength(1);
  });

  it('is an event with the energy of each missing interval', async () => {
    const minute = (offset: number) => Date.parse('2026-11-22T12:00:00Z') + offset * 60_000;
    commands.recorded.push(
      { ...reading, at: minute(-10), energy: 100_000_000, isSuspect: false },
      { ...reading, at: minute(60), energy: 100_000_000, isSuspect: false },
    );
    expect((await estimate({})).status).toBe(204);
    const hours = [
      { start: '2026-11-22T12:00:00.000Z', energies: [0.1, null, 0.1, 0.1, 0.1, 0.1] },
    ];
    expect(await decisions()).toMatchObject([
      { type: 'GapEstimated', data: { method: 'linear', intervalMinutes: 10, hours } },
    ]);
  });
});
