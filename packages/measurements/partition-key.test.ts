import { describe, expect, it } from 'vitest';
import { deviceIdIn } from './partition-key.ts';

const DEVICE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const OTHER = '5c2494a3-1140-4c7a-991a-a1a2561c6bc3';

describe('the device of a message', () => {
  it.each([
    [`{"timestamp":1,"device_id":"${DEVICE}","measurement_value":1}`, DEVICE],
    [`{ "device_id" : "${DEVICE.toUpperCase()}" }`, DEVICE],
    [`[{"device_id":"${DEVICE}"},{"device_id":"${DEVICE}"}]`, DEVICE],
    [`[{"device_id":"${DEVICE}"},{"device_id":"${OTHER}"}]`, undefined],
    ['{"device_id":7}', undefined],
    ['{"device_id":"5c24"}', undefined],
    ['"device_id"', undefined],
    ['', undefined],
    ['\u001f\u008b', undefined],
  ])('in %s is %s', (text, deviceId) => {
    expect(deviceIdIn(Buffer.from(text))).toBe(deviceId);
  });

  it('is found in a part of a larger buffer', () => {
    const bytes = new TextEncoder().encode(`xx{"device_id":"${DEVICE}"}"device_id"`);
    expect(deviceIdIn(bytes.subarray(2, -11))).toBe(DEVICE);
  });
});
