import { ownerOfHour } from '@energy/domain';
import { type Device, ownershipHistoryOf } from '@energy/read-models';
import { aDevice } from '@energy/testing/builders';
import { describe, expect, it } from 'vitest';
import { DeviceRegistry } from './device-registry.ts';

const HOUR_MS = 3_600_000;
const HOUR = Date.parse('2026-11-22T09:00:00Z');
const ANN = 'a0000000-0000-4000-8000-00000000000a';

/** Rows that count the queries. */
function rowsOf(...devices: Device[]) {
  const queries: (readonly string[])[] = [];
  const findAll = async (ids: readonly string[]) => {
    queries.push(ids);
    return devices.filter(({ id }) => ids.includes(id));
  };
  return { findAll, queries };
}

function ownedBy(...periods: (readonly [ownerId: string, from: number, until?: number])[]): Device {
  const ownerships = periods.map(([ownerId, from, until]) => {
    return { ownerId, from, until, last: undefined };
  });
  return aDevice({ ownerships, ownerId: periods.at(-1)?.[0] });
}

describe('the device registry', () => {
  it('reads the rows of unknown devices with one query, and those of known ones never', async () => {
    const devices = Array.from({ length: 100 }, () => aDevice());
    const rows = rowsOf(...devices);
    const registry = new DeviceRegistry(rows);
    const ids = new Set(devices.map(({ id }) => id));
    expect(await registry.load(ids)).toBe(true);
    expect(rows.queries).toEqual([[...ids]]);
    expect(registry.size).toBe(100);
    expect(await registry.load(ids)).toBe(true);
    expect(await registry.load(new Set(['unknown', ...ids]))).toBe(false);
    expect(rows.queries.slice(1)).toEqual([['unknown']]);
  });

  it('decides on limit and owner as the row does', async () => {
    const devices = [
      ownedBy(),
      ownedBy([ANN, HOUR]),
      ownedBy([ANN, HOUR + HOUR_MS]),
      ownedBy(['not a UUID', HOUR - HOUR_MS]),
      ownedBy([ANN, HOUR - HOUR_MS, HOUR + 1], ['bob', HOUR + 1]),
      ownedBy([ANN, HOUR - HOUR_MS, HOUR]),
      aDevice({ maxHourlyConsumption: 0.25, timeZone: 'Asia/Kolkata' }),
    ];
    const registry = new DeviceRegistry(rowsOf(...devices));
    await registry.load(new Set(devices.map(({ id }) => id)));
    for (const device of devices) {
      const { hours } = registry.find(device.id)!;
      expect(hours.timeZone).toBe(device.timeZone);
      for (const start of [HOUR - HOUR_MS, HOUR, HOUR + HOUR_MS].map((at) => hours.startOf(at))) {
        const rule = registry.alertRuleOf(device.id, start)!;
        expect(rule.limit).toBe(device.maxHourlyConsumption * 1e9);
        const span = { start, end: hours.endOf(start) };
        expect(rule.ownerId).toBe(ownerOfHour(ownershipHistoryOf(device), span));
      }
    }
    expect(registry.alertRuleOf('unknown', HOUR)).toBeUndefined();
  });

  it('follows changes, and ignores a row that is older', async () => {
    const device = aDevice({ revision: 3 });
    const registry = new DeviceRegistry(rowsOf(device));
    await registry.load(new Set([device.id]));
    const ended = { ...device, decommissionedAt: new Date(HOUR).toISOString(), revision: 4 };
    registry.update(ended);
    registry.update({ ...device, maxHourlyConsumption: 9, revision: 2 });
    expect(registry.find(device.id)!.endsAt).toBe(HOUR);
    expect(registry.alertRuleOf(device.id, HOUR)!.limit).toBe(1e9);
  });

  it('does not grow with devices that were changed and have not reported', () => {
    const registry = new DeviceRegistry(rowsOf());
    const device = aDevice({ revision: 3 });
    registry.update(device);
    expect([registry.size, registry.find(device.id)]).toEqual([0, undefined]);
  });

  it('keeps the newer of a change and a row that was read before it', async () => {
    const device = aDevice({ revision: 0 });
    const changed = { ...device, maxHourlyConsumption: 9, revision: 1 };
    const registry: DeviceRegistry = new DeviceRegistry({
      findAll: async () => {
        registry.update(changed);
        return [device];
      },
    });
    await registry.load(new Set([device.id]));
    expect(registry.alertRuleOf(device.id, HOUR)!.limit).toBe(9e9);
  });

  it('reads all rows again after they were replaced, and knows the old ones until then', async () => {
    const device = aDevice({ revision: 5, decommissionedAt: new Date(HOUR).toISOString() });
    const rebuilt = { ...device, revision: 5, decommissionedAt: undefined };
    let row: Device = device;
    const registry = new DeviceRegistry({ findAll: async () => [row] });
    await registry.load(new Set([device.id]));
    row = rebuilt;
    expect(registry.isKnown(device.id)).toBe(true);
    registry.invalidate();
    expect(registry.isKnown(device.id)).toBe(false);
    expect(registry.find(device.id)!.endsAt).toBe(HOUR);
    await registry.load(new Set([device.id]));
    expect(registry.isKnown(device.id)).toBe(true);
    expect(registry.find(device.id)!.endsAt).toBe(Number.POSITIVE_INFINITY);
  });
});
