import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { measurement, Pipeline } from './testing/pipeline.ts';

const ENERGY = 4_294_967.296;
const AT = Date.parse('2026-11-20T11:00:00Z');
const HOUR = AT;
const DAY = ['Europe/Brussels', '2026-11-20'] as const;

let pipeline: Pipeline;
let device: string;
beforeEach(async () => {
  pipeline = await Pipeline.open();
  device = await pipeline.register('Europe/Brussels', { maxPower: 10 });
});
afterEach(() => pipeline.close());

function review(type: 'AcceptReading' | 'RejectReading', reason = 'Seen on site') {
  const recorded = { at: AT, energy: ENERGY * 1e9, isSuspect: true };
  return pipeline.decide(device, {
    type,
    data: { at: AT, hour: HOUR, energy: ENERGY, reason, recorded },
  });
}
const day = () => pipeline.day(device, ...DAY);
const alerts = () => pipeline.readModels.alerts.list({ limit: 10 });
const counted = { '12:00': 4_294_967_396_000_000n };

describe('a reading of 4,294,967.296 kWh at 10 kW', () => {
  beforeEach(async () => {
    pipeline.start();
    await pipeline.publish(measurement(device, AT, ENERGY), measurement(device, AT + 600_000, 0.1));
    await pipeline.settled(2);
  });

  it('counts, with the alert of its hour, once it is accepted, with two projectors', async () => {
    expect(await day()).toEqual({ '12:00': 100_000_000n });
    expect(await alerts()).toEqual([]);
    pipeline.start();
    await review('AcceptReading');
    await vi.waitFor(async () => expect(await day()).toEqual(counted), 30_000);
    await vi.waitFor(async () => expect(await alerts()).toHaveLength(1), 30_000);
    expect(await alerts()).toMatchObject([{ deviceId: device, hour: HOUR, late: true }]);
    // The decision counts for the value that was reviewed.
    await pipeline.publish(measurement(device, AT, 5_000_000));
    await pipeline.settled(3);
    expect(await day()).toEqual({ '12:00': 100_000_000n });
  });

  it('is projected after a start, and the last decision counts', async () => {
    await pipeline.stop();
    await review('AcceptReading');
    await review('RejectReading');
    await review('AcceptReading', 'Confirmed after all');
    pipeline.start();
    await vi.waitFor(async () => expect(await day()).toEqual(counted), 30_000);
    await pipeline.stop();
    pipeline.start();
    await review('RejectReading');
    await vi.waitFor(async () => expect(await day()).toEqual({ '12:00': 100_000_000n }), 30_000);
    expect(await alerts()).toHaveLength(1);
  });
});
