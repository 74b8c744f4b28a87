import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { kilowattHours } from '@energy/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_CLOCK_LEAD_MS,
  MAX_MESSAGE_BYTES,
  MAX_READINGS,
  MIN_TIMESTAMP,
  readMessage,
  writeMeasurement,
} from './measurement.ts';
import type { Reading, ReceivedReading } from './reading.ts';
import type { RejectionReason, Unreadable } from './rejection.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const DEVICE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const SAMPLE = { timestamp: 1570654800000, device_id: DEVICE, measurement_value: 0.1 };

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Reads a message that has one part. */
async function readBytes(body: Uint8Array): Promise<ReceivedReading | Unreadable> {
  const parts = await readMessage(body, NOW);
  expect(parts).toHaveLength(1);
  expect(parts[0]!.body).toBe(body);
  return parts[0]!.outcome;
}

function readText(text: string): Promise<ReceivedReading | Unreadable> {
  return readBytes(bytes(text));
}

function read(message: unknown): Promise<ReceivedReading | Unreadable> {
  return readText(JSON.stringify(message));
}

function rejection(result: ReceivedReading | Unreadable): Unreadable {
  if ('reason' in result) return result;
  throw new Error(`was read as ${JSON.stringify(result)}`);
}

describe('a measurement message', () => {
  it('says which device used how much, and when', async () => {
    expect(await read(SAMPLE)).toEqual({
      deviceId: DEVICE,
      at: 1570654800000,
      value: 0.1,
      energy: 100_000_000,
    });
  });

  it('may state its unit, its quality and what it reads', async () => {
    const stated = { unit: 'Wh', quality: 'estimated', reads: 'interval' };
    expect(await read({ ...SAMPLE, ...stated, measurement_value: 100.5 })).toEqual({
      deviceId: DEVICE,
      at: 1570654800000,
      value: 100.5,
      energy: 100_500_000,
      unit: 'Wh',
      reads: 'interval',
      isEstimated: true,
    });
    const usual = { unit: null, quality: 'measured', reads: null };
    expect(await read({ ...SAMPLE, ...usual })).toEqual(await read(SAMPLE));
    const gas = await read({ ...SAMPLE, unit: 'm3', measurement_value: 3 });
    expect(gas).toMatchObject({ value: 3, energy: undefined, unit: 'm3' });
  });

  it('is read from the middle of a larger buffer, and from any kind of byte array', async () => {
    const text = JSON.stringify(SAMPLE);
    const inTheMiddle = bytes(`xx${text}yy`).subarray(2, -2);
    expect(await readBytes(inTheMiddle)).toEqual(await read(SAMPLE));
    expect(await readBytes(Buffer.from(text))).toEqual(await read(SAMPLE));
  });

  it('may write its numbers as strings', async () => {
    const written = { ...SAMPLE, timestamp: ' 1570654800000 ', measurement_value: '\t1e-1\n' };
    expect(await read(written)).toEqual(await read(SAMPLE));
  });

  it.each([
    ['0', 0],
    ['-0', 0],
    ['+1.5', 1_500_000_000],
    ['.5', 500_000_000],
    ['5.', 5_000_000_000],
    ['1E2', 100_000_000_000],
  ])('reads the value "%s" as %i µWh', async (written, energy) => {
    expect(await read({ ...SAMPLE, measurement_value: written })).toMatchObject({ energy });
  });

  it('may name its device in upper case and have fields of its own', async () => {
    const message = {
      ...SAMPLE,
      device_id: DEVICE.toUpperCase(),
      firmware: { version: 'Ω', timestamp: 1, device_id: ':' },
    };
    expect(await read(message)).toEqual(await read(SAMPLE));
  });

  it('may be 15 minutes ahead of the receiver and as old as the year 2005', async () => {
    for (const timestamp of [NOW + MAX_CLOCK_LEAD_MS, MIN_TIMESTAMP, Date.UTC(2006, 11, 16)]) {
      expect(await read({ ...SAMPLE, timestamp })).toMatchObject({ at: timestamp });
    }
  });

  it('may begin with a byte order mark', async () => {
    const body = Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes(JSON.stringify(SAMPLE))]);
    expect(await readBytes(body)).toEqual(await read(SAMPLE));
    expect(await readBytes(gzipSync(body))).toEqual(await read(SAMPLE));
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('may be compressed: %s, at any level', async (_, compress) => {
    for (const level of [0, 1, 6, 9]) {
      const body = compress(JSON.stringify(SAMPLE), { level });
      expect(await readBytes(body)).toEqual(await read(SAMPLE));
    }
  });

  it('comes back as the reading that was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uuid(),
        fc.integer({ min: MIN_TIMESTAMP, max: NOW }),
        fc.nat(8_000_000_000_000_000),
        async (deviceId, at, energy) => {
          const reading: Reading = { deviceId, at, energy };
          expect(await readBytes(writeMeasurement(reading))).toMatchObject(reading);
        },
      ),
    );
  });

  it('is written as the JSON that meters send, in kWh', () => {
    const message = writeMeasurement({ deviceId: DEVICE, at: 1570654800000, energy: 100_000_000 });
    expect(Buffer.from(message).toString()).toBe(JSON.stringify(SAMPLE));
  });

  it('says that its value is a register', async () => {
    const register = { deviceId: DEVICE, at: 1570654800000, energy: 13_423_500_000_000 };
    const message = writeMeasurement({ ...register, reads: 'register' });
    expect(await readBytes(message)).toMatchObject({ ...register, reads: 'register', unit: 'kWh' });
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
    ['timestamp-out-of-range', { timestamp: 0 }],
    ['timestamp-out-of-range', { timestamp: Date.UTC(2000, 0, 1) }],
    ['timestamp-out-of-range', { timestamp: Date.UTC(2000, 0, 1, 0, 10) }],
    ['timestamp-out-of-range', { timestamp: Date.UTC(2003, 6, 1) }],
    ['timestamp-out-of-range', { timestamp: MIN_TIMESTAMP - 1 }],
    ['timestamp-out-of-range', { timestamp: NOW + MAX_CLOCK_LEAD_MS + 1 }],
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
    ['value-too-large', { measurement_value: 9007199255 }],
    ['value-too-large', { measurement_value: 9007199.3, unit: 'kWh' }],
    ['unit-malformed', { unit: 'kwh' }],
    ['unit-malformed', { unit: 1 }],
    ['quality-malformed', { quality: 'guessed' }],
    ['reads-malformed', { reads: 'counter' }],
    ['value-too-large', { measurement_value: '1e300' }],
  ];

  it.each(rejectedFields)('is %s for %o', async (reason, fields) => {
    expect(rejection(await read({ ...SAMPLE, ...fields })).reason).toBe(reason);
  });

  it.each<[RejectionReason, string]>([
    ['not-json', ''],
    ['not-json', '{"timestamp":'],
    ['not-json', '['.repeat(100_000)],
    ['not-json', `[${JSON.stringify(SAMPLE)},nan]`],
    ['not-an-object', 'null'],
    ['not-an-object', '0.1'],
    ['value-not-finite', JSON.stringify(SAMPLE).replace('0.1', '1e400')],
    ['value-not-finite', JSON.stringify(SAMPLE).replace('0.1', '-1e400')],
    ['timestamp-malformed', JSON.stringify(SAMPLE).replace('1570654800000', '1e400')],
    ['device-id-missing', `{"__proto__":${JSON.stringify(SAMPLE)}}`],
    ['device-id-malformed', `{"device_id":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_001)}`],
  ])('is %s', async (reason, text) => {
    expect(rejection(await readText(text)).reason).toBe(reason);
  });

  it.each<[string, Uint8Array, string]>([
    ['bytes', Buffer.of(0x7b, 0xff, 0xfe, 0x7d), '0xfffe7d at byte 1, after "{".'],
    [
      'Latin-1',
      Buffer.from('{"place":"Zoë"}', 'latin1'),
      '0xeb227d at byte 12, after "{\\"place\\":\\"Zo".',
    ],
    ['U+FFFD before it', Buffer.from([0xef, 0xbf, 0xbd, 0xc3]), '0xc3 at byte 3, after "�".'],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), '0xfffe7b007d00 at its start; is it UTF-16?'],
    ['raw deflate', deflateRawSync('{}'), '0xabae0500 at its start.'],
  ])('says where it is not UTF-8: %s', async (_, body, place) => {
    const detail = `The message is not UTF-8: ${place}`;
    expect(await readBytes(body)).toEqual({ reason: 'not-utf8', detail });
  });

  it.each([
    [
      'a bare nan',
      '{"measurement_value":nan}',
      '"nan}" is unexpected at position 21, after "\\"measurement_value\\":".',
    ],
    ['a trailing NUL', '{"a":1}\0', '"\\u0000" is unexpected at position 7, after "{\\"a\\":1}".'],
    ['a second byte order mark', '\ufeff\ufeff{}', '"\\ufeff{}" is unexpected at position 0.'],
    [
      'a space of another kind',
      '{\u00a0"a":1}',
      '"\\u00a0\\"a\\":1}" is unexpected at position 1, after "{".',
    ],
    ['an end too early', '{"a":1', 'it ends too early at position 6, after "{\\"a\\":1".'],
  ])('says where it is not JSON, and quotes it: %s', async (_, text, problem) => {
    const detail = `The message is not JSON: ${problem}`;
    expect(await readText(text)).toEqual({ reason: 'not-json', detail });
  });

  it.each([
    ['"timestamp":1,', 'timestamp'],
    ['"\\u0064evice_id":"","device_id":"",', 'device_id'],
    ['"note":1,"note":1,', 'note'],
    ['"note":{"x":1,"x":2},', 'x'],
  ])('has a key twice: %s', async (fields, key) => {
    const text = JSON.stringify(SAMPLE).replace('{', `{${fields}`);
    const { reason, detail } = rejection(await readText(text));
    expect(reason).toBe('key-repeated');
    expect(detail).toMatch(
      new RegExp(`^The message has the key "${key}" twice, again at position \\d+\\.$`),
    );
  });

  it('is compressed and broken', async () => {
    const whole = gzipSync(JSON.stringify(SAMPLE));
    const { reason, detail } = rejection(await readBytes(whole.subarray(0, -10)));
    expect(reason).toBe('compression-malformed');
    expect(detail).toMatch(
      /^The message is gzip that cannot be decompressed: unexpected end of file\.$/,
    );
    const broken = deflateSync(JSON.stringify(SAMPLE)).fill(0xff, 2);
    expect(rejection(await readBytes(broken)).detail).toMatch(
      /^The message is deflate that cannot/,
    );
  });

  it('is too large: plain, or a gzip bomb', async () => {
    const large = Buffer.alloc(MAX_MESSAGE_BYTES + 1, ' ');
    const bomb = gzipSync(Buffer.alloc(100_000_000, ' '));
    for (const body of [large, bomb]) {
      expect(rejection(await readBytes(body)).reason).toBe('message-too-large');
    }
    const fits = Buffer.from(JSON.stringify(SAMPLE).padEnd(MAX_MESSAGE_BYTES));
    expect(await readBytes(gzipSync(fits))).toEqual(await read(SAMPLE));
  });

  it('says what is wrong in a sentence that quotes it', async () => {
    expect(rejection(await read({ ...SAMPLE, measurement_value: '1_000' })).detail).toBe(
      'The measurement_value is not a number but "1_000".',
    );
    expect(rejection(await read({ ...SAMPLE, measurement_value: '0.1\u200b' })).detail).toBe(
      'The measurement_value is not a number but "0.1\\u200b".',
    );
    expect(rejection(await read({ ...SAMPLE, timestamp: 1570654800 })).detail).toBe(
      "The timestamp 1570654800 lies before 2005: are these milliseconds, and was the meter's clock set?",
    );
    expect(rejection(await read({ ...SAMPLE, timestamp: NOW + 3_600_000 })).detail).toBe(
      `The timestamp ${NOW + 3_600_000} lies more than 15 minutes ahead of the receiver's clock (2026-11-22T12:00:00.000Z).`,
    );
  });
});

describe('an array of readings', () => {
  const good = JSON.stringify(SAMPLE);
  const negative = JSON.stringify({ ...SAMPLE, measurement_value: -1 });

  it('has a part for each element: the text of the element alone, its place and its outcome', async () => {
    const repeated = good.replace('{', '{"timestamp": 1, ');
    const parts = await readMessage(bytes(`\ufeff [${good}, ${negative} ,[],${repeated}]\n`), NOW);
    expect(parts.map(({ element, body, outcome }) => ({ element, body, outcome }))).toEqual([
      { element: 0, body: Buffer.from(good), outcome: await read(SAMPLE) },
      {
        element: 1,
        body: Buffer.from(negative),
        outcome: expect.objectContaining({ reason: 'value-negative' }),
      },
      {
        element: 2,
        body: Buffer.from('[]'),
        outcome: expect.objectContaining({ reason: 'not-an-object' }),
      },
      {
        element: 3,
        body: Buffer.from(repeated),
        outcome: expect.objectContaining({ reason: 'key-repeated' }),
      },
    ]);
  });

  it('may be compressed, and have one element, but not none', async () => {
    const [part, ...others] = await readMessage(gzipSync(`[${good}]`), NOW);
    expect(part).toMatchObject({ element: 0, outcome: await read(SAMPLE) });
    expect(part!.body).toEqual(Buffer.from(good));
    expect(others).toEqual([]);
    expect(rejection(await readText('[]'))).toEqual({
      reason: 'not-an-object',
      detail: 'The message is an empty array.',
    });
  });

  it('may have so many elements, and no more', async () => {
    const array = (length: number) => bytes(JSON.stringify(Array(length).fill(SAMPLE)));
    expect(await readMessage(array(MAX_READINGS), NOW)).toHaveLength(MAX_READINGS);
    const tooMany = rejection(await readBytes(array(MAX_READINGS + 1)));
    expect(tooMany).toEqual({
      reason: 'message-too-large',
      detail: 'The array has 10001 elements; at most 10000 are allowed.',
    });
  });

  it('gives the parts that its elements give as messages of their own', async () => {
    const element = fc.oneof(
      fc.constant(good),
      fc.constant(negative),
      fc.json(),
      fc.constant('{"timestamp":1,"timestamp":2}'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(element, { minLength: 1 }), async (elements) => {
        const together = await readMessage(bytes(`[${elements.join(' ,\n')}]`), NOW);
        for (const [index, { body, outcome }] of together.entries()) {
          const text = elements[index]!.trim();
          expect(Buffer.from(body).toString()).toBe(text);
          if (!text.startsWith('[')) expect(outcome).toEqual(await readText(text));
        }
        expect(together).toHaveLength(elements.length);
      }),
    );
  });
});

describe('whatever bytes come', () => {
  function expectAnAnswer(result: ReceivedReading | Unreadable) {
    if ('reason' in result) {
      expect(result.reason).toMatch(/^[a-z0-9-]+$/);
      expect(result.detail.length).toBeLessThan(500);
      expect(result.detail).toMatch(/^The .*[.?]$/);
    } else {
      expect(result.value).toBeGreaterThanOrEqual(0);
      if (result.energy === undefined) return;
      expect(Number.isSafeInteger(result.energy)).toBe(true);
      expect(kilowattHours(result.energy)).toBeGreaterThanOrEqual(0);
    }
  }

  async function expectAnswers(body: Uint8Array): Promise<void> {
    for (const { outcome } of await readMessage(body, NOW)) expectAnAnswer(outcome);
  }

  it('there is a reading or a reason: bytes', async () => {
    const any = fc.uint8Array({ maxLength: 400 });
    const compressed = any.map((rest) => Buffer.concat([gzipSync('{}').subarray(0, 10), rest]));
    await fc.assert(fc.asyncProperty(fc.oneof(any, compressed), expectAnswers), { numRuns: 1_000 });
  });

  it('there is a reading or a reason: JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), (text) => expectAnswers(bytes(text))),
      { numRuns: 500 },
    );
  });

  it('there is a reading or a reason: fields of any kind', async () => {
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
    await fc.assert(
      fc.asyncProperty(message, (fields) => expectAnswers(bytes(JSON.stringify(fields)))),
      { numRuns: 2_000 },
    );
  });
});
