import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceHourOf, hourId } from './hour-id.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 10, 22, 10);
const deviceIds = fc.oneof(fc.uuid(), fc.string());
/** Half hours, which some time zones have, until 2106. */
const hours = fc
  .integer({ min: 0, max: Math.floor(2 ** 32 / 1_800) })
  .map((half) => half * 1_800_000);

describe('the id of an hour', () => {
  it('holds the hour and the device', () => {
    fc.assert(
      fc.property(deviceIds, hours, (deviceId, hour) => {
        expect(deviceHourOf(hourId({ deviceId, hour }))).toEqual({ deviceId, hour });
      }),
    );
  });

  it('is ordered by time', () => {
    fc.assert(
      fc.property(deviceIds, deviceIds, hours, hours, (one, other, earlier, later) => {
        fc.pre(earlier < later);
        const ids = [
          hourId({ deviceId: one, hour: earlier }),
          hourId({ deviceId: other, hour: later }),
        ];
        expect(ids[0]! < ids[1]!).toBe(true);
      }),
    );
  });

  it('takes 30 characters for a UUID', () => {
    const id = hourId({ deviceId: '5c2494a3-1140-4c7a-991a-a1a2561c6bc2', hour: FIRST });
    expect(id).toBe('6b02bd20XCSUoxFATHqZGqGiVhxrwg');
  });

  it.each([FIRST + 1, -HOUR_MS, 2 ** 32 * 1_000])('refuses an hour at %d ms', (hour) => {
    expect(() => hourId({ deviceId: 'a device', hour })).toThrow(RangeError);
  });
});
