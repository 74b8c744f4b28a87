import { kilowattHours } from '@energy/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMeasurement, writeMeasurement } from './measurement.ts';
import type { Reading } from './reading.ts';
import type { RejectionReason, Unreadable } from './rejection.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const DEVICE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const SAMPLE = { timestamp: 1570654800000, device_id: DEVICE, measurement_value: 0.1 };

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function read(message: unknown): Reading | Unreadable {
  return readMeasurement(bytes(JSON.stringify(message)), NOW);
}

function rejection(result: Reading | Unreadable): Unreadable {
  if ('reason' in result) return result;
  throw new Error(`was read as ${JSON.stringify(result)}`);
}

describe('a measurement message', () => {
  it('says which device used how much, and when', () => {
    expect(read(SAMPLE)).toEqual({ deviceId: DEVICE, at: 1570654800000, energy: 100_000_000 });
  });

  it('is read from the middle of a larger buffer, and from any kind of byte array', () => {
    const text = JSON.stringify(SAMPLE);
    const inTheMiddle = bytes(`xx${text}yy`).subarray(2, -2);
    expect(readMeasurement(inTheMiddle, NOW)).toEqual(read(SAMPLE));
    expect(readMeasurement(Buffer.from(text), NOW)).toEqual(read(SAMPLE));
  });

  it('may write its numbers as strings', () => {
    const written = { ...SAMPLE, timestamp: ' 1570654800000 ', measurement_value: '\t1e-1\n' };
    expect(read(written)).toEqual(read(SAMPLE));
  });

  it.each([
    ['0', 0],
    ['-0', 0],
    ['+1.5', 1_500_000_000],
    ['.5', 500_000_000],
    ['5.', 5_000_000_000],
    ['1E2', 100_000_000_000],
  ])('reads the value "%s" as %i µWh', (written, energy) => {
    expect(read({ ...SAMPLE, measurement_value: written })).toMatchObject({ energy });
  });

  it('may name its device in upper case and carry fields that nobody asked for', () => {
    const message = { ...SAMPLE, device_id: DEVICE.toUpperCase(), firmware: { version: 'Ω' } };
    expect(read(message)).toEqual(read(SAMPLE));
  });

  it('may be up to a day ahead and as old as the year 2000', () => {
    for (const timestamp of [NOW + 86_400_000, Date.UTC(2000, 0, 1)]) {
      expect(read({ ...SAMPLE, timestamp })).toMatchObject({ at: timestamp });
    }
  });

  it('comes back as the reading that was written', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.integer({ min: Date.UTC(2000, 0, 1), max: NOW }),
        fc.nat(8_000_000_000_000_000),
        (deviceId, at, energy) => {
          const reading: Reading = { deviceId, at, energy };
          expect(readMeasurement(writeMeasurement(reading), NOW)).toEqual(reading);
        },
      ),
    );
  });

  it('is written as the JSON that meters send, in kWh', () => {
    const message = writeMeasurement({ deviceId: DEVICE, at: 1570654800000, energy: 100_000_000 });
    expect(Buffer.from(message).toString()).toBe(JSON.stringify(SAMPLE));
  });
});

describe('a message that can not be read', () => {
  const rejectedFields: [RejectionReason, object][] = [
    ['device-id-missing', { device_id: undefined }],
    ['device-id-missing', { device_id: null }],
    ['device-id-malformed', { device_id: '' }],
    ['device-id-malformed', { device_id: 7 }],
    ['device-id-malformed', { device_id: `{${DEVICE}}` }],
    ['device-id-malformed', { device_id: DEVICE.replace('5', 'g') }],
    ['device-id-malformed', { device_id: 'x'.repeat(1_000_000) }],
    ['device-id-malformed', { device_id: [DEVICE] }],
    ['timestamp-missing', { timestamp: undefined }],
    ['timestamp-missing', { timestamp: null }],
    ['timestamp-malformed', { timestamp: 1570654800000.5 }],
    ['timestamp-malformed', { timestamp: '2019-10-09T21:00:00Z' }],
    ['timestamp-malformed', { timestamp: 'NaN' }],
    ['timestamp-malformed', { timestamp: true }],
    ['timestamp-malformed', { timestamp: '' }],
    ['timestamp-out-of-range', { timestamp: 1570654800 }],
    ['timestamp-out-of-range', { timestamp: Date.UTC(2000, 0, 1) - 1 }],
    ['timestamp-out-of-range', { timestamp: NOW + 86_400_001 }],
    ['timestamp-out-of-range', { timestamp: 1e300 }],
    ['timestamp-out-of-range', { timestamp: -1e300 }],
    ['value-missing', { measurement_value: undefined }],
    ['value-missing', { measurement_value: null }],
    ['value-malformed', { measurement_value: '' }],
    ['value-malformed', { measurement_value: '  ' }],
    ['value-malformed', { measurement_value: '.' }],
    ['value-malformed', { measurement_value: '0x10' }],
    ['value-malformed', { measurement_value: '1_000' }],
    ['value-malformed', { measurement_value: '0,1' }],
    ['value-malformed', { measurement_value: '1n' }],
    ['value-malformed', { measurement_value: false }],
    ['value-malformed', { measurement_value: { kWh: 1 } }],
    ['value-not-finite', { measurement_value: '1e400' }],
    ['value-not-finite', { measurement_value: 'Infinity' }],
    ['value-not-finite', { measurement_value: '-inf' }],
    ['value-not-finite', { measurement_value: ' nan ' }],
    ['value-negative', { measurement_value: -0.1 }],
    ['value-negative', { measurement_value: '-1e-300' }],
    ['value-too-large', { measurement_value: 9007199.3 }],
    ['value-too-large', { measurement_value: '1e300' }],
  ];

  it.each(rejectedFields)('is %s for %o', (reason, fields) => {
    expect(rejection(read({ ...SAMPLE, ...fields })).reason).toBe(reason);
  });

  it.each<[RejectionReason, string]>([
    ['not-json', ''],
    ['not-json', '{"timestamp":'],
    ['not-json', '['.repeat(100_000)],
    ['not-an-object', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['not-an-object', 'null'],
    ['not-an-object', '0.1'],
    ['value-not-finite', JSON.stringify(SAMPLE).replace('0.1', '1e400')],
    ['value-not-finite', JSON.stringify(SAMPLE).replace('0.1', '-1e400')],
    ['timestamp-malformed', JSON.stringify(SAMPLE).replace('1570654800000', '1e400')],
    ['device-id-missing', `{"__proto__":${JSON.stringify(SAMPLE)}}`],
    ['device-id-malformed', `{"device_id":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_001)}`],
  ])('is %s', (reason, text) => {
    expect(rejection(readMeasurement(bytes(text), NOW)).reason).toBe(reason);
  });

  it('is not-utf8 where its bytes are none', () => {
    expect(readMeasurement(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), NOW)).toEqual({
      reason: 'not-utf8',
      detail: 'The message is not UTF-8: its bytes are 7bfffe7d.',
    });
  });

  it('says what is wrong in a sentence that quotes it', () => {
    expect(rejection(read({ ...SAMPLE, measurement_value: '1_000' })).detail).toBe(
      'The measurement_value is not a number but "1_000".',
    );
    expect(rejection(read({ ...SAMPLE, timestamp: 1570654800 })).detail).toBe(
      'The timestamp 1570654800 lies before the year 2000; are these milliseconds?',
    );
  });
});

describe('whatever bytes come', () => {
  function expectAnAnswer(result: Reading | Unreadable) {
    if ('reason' in result) {
      expect(result.reason).toMatch(/^[a-z0-9-]+$/);
      expect(result.detail.length).toBeLessThan(500);
      expect(result.detail).toMatch(/^The .*\.$|\?$/);
    } else {
      expect(Number.isSafeInteger(result.energy)).toBe(true);
      expect(kilowattHours(result.energy)).toBeGreaterThanOrEqual(0);
    }
  }

  it('there is a reading or a reason: bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (body) => {
        expectAnAnswer(readMeasurement(body, NOW));
      }),
      { numRuns: 1_000 },
    );
  });

  it('there is a reading or a reason: JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => expectAnAnswer(readMeasurement(bytes(text), NOW))),
      { numRuns: 500 },
    );
  });

  it('there is a reading or a reason: fields of any kind', () => {
    const field = fc.oneof(
      fc.jsonValue(),
      fc.double(),
      fc.double().map(String),
      fc.string({ unit: 'binary' }),
      fc.uuid(),
      fc.integer({ min: 0, max: NOW }),
    );
    const message = fc.record(
      { timestamp: field, device_id: field, measurement_value: field },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(message, (fields) => expectAnAnswer(read(fields))),
      { numRuns: 2_000 },
    );
  });
});
