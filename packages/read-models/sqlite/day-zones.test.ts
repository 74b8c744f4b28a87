import { openDatabase, transact } from '@energy/engines';
import { expect, it } from 'vitest';
import { DAY_ZONES_SCHEMA, DayZones, NOT_BUILT } from './day-zones.ts';

const open = () => openDatabase('sqlite::memory:', { contents: 'days', schema: DAY_ZONES_SCHEMA });

it('finds the zones of many devices, and those that are not built', async () => {
  const db = open();
  const zones = new DayZones(db);
  const names = Array.from({ length: 200 }, (_, number) => `Zone/${number}`);
  const devices = Array.from({ length: 1_000 }, (_, device) => ({
    device,
    timeZone: names[device % names.length]!,
    isBuilt: device % 7 !== 0,
  })).filter(({ device }) => device % 5 !== 0);
  await transact(db, () => zones.put(devices));
  for (const { device, timeZone, isBuilt } of devices) {
    expect(zones.of(device)).toBe(isBuilt ? timeZone : NOT_BUILT);
  }
  expect(zones.of(10)).toBeUndefined();
  expect(zones.of(5_000)).toBeUndefined();
  const unbuilt = devices
    .filter(({ isBuilt }) => !isBuilt)
    .map(({ device, timeZone }) => ({ device, timeZone }));
  expect(zones.unbuiltAfter(-1, 1_000)).toEqual(unbuilt);
  expect(zones.unbuiltAfter(unbuilt[0]!.device, 2)).toEqual(unbuilt.slice(1, 3));
  db.close();
});

it('forgets zones that were rolled back', async () => {
  const db = open();
  const zones = new DayZones(db);
  const put = (timeZone: string) => zones.put([{ device: 0, timeZone, isBuilt: true }]);
  const failing = transact(db, () => {
    put('Asia/Tokyo');
    expect(zones.of(0)).toBe('Asia/Tokyo');
    throw new Error('The disk is full.');
  });
  await expect(failing).rejects.toThrow('The disk is full.');
  expect(zones.of(0)).toBeUndefined();
  await transact(db, () => put('Europe/Paris'));
  expect(zones.of(0)).toBe('Europe/Paris');
  db.close();
});
