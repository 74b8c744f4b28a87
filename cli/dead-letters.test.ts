import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

let operator: Operator;
const energy = (...args: string[]) => operator.energy(...args);

beforeEach(() => {
  operator = new Operator();
});

afterEach(() => operator.leave());

describe('dead letters', () => {
  beforeEach(async () => {
    await operator.withQueue(async (queue) => {
      await queue.publish(['one', 'two', '\xff'].map((text) => Buffer.from(text, 'latin1')));
      const { signal } = new AbortController();
      for await (const batch of queue.consume({ batchSize: 3, lingerMs: 0, signal })) {
        const [one, two, three] = batch.bodies as [Uint8Array, Uint8Array, Uint8Array];
        await batch.settle([
          { body: one, reason: 'not-json', detail: 'The message is not JSON.' },
          { body: two, reason: 'device-unknown', detail: 'No device is registered.' },
          { body: three, reason: 'not-utf8', detail: 'The message is not UTF-8.' },
        ]);
        break;
      }
    });
  });

  it('are listed with their reasons, oldest first', async () => {
    const { code, out, said } = await energy('dead-letters', 'list', '--limit', '2');
    expect(code).toBe(0);
    expect(out).toMatch(
      /Z {2}not-json {2}The message is not JSON\.\n {4}one\n.*device-unknown.*\n {4}two\n$/,
    );
    expect(said).toBe('2 of 3 dead letters.\n');
  });

  it('are listed as JSON, bytes that are no text in base64', async () => {
    const { out } = await energy('dead-letters', 'list', '--json');
    const letters = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(letters).toMatchObject([{ body: 'one' }, { body: 'two' }, { bodyBase64: '/w==' }]);
  });

  it('show invisible characters of their bodies', async () => {
    await operator.withQueue(async (queue) => {
      await queue.publish([Buffer.from('\u{feff}{"a": 1}\0\n')]);
      const { signal } = new AbortController();
      for await (const batch of queue.consume({ batchSize: 1, lingerMs: 0, signal })) {
        await batch.settle([{ body: batch.bodies[0]!, reason: 'not-json', detail: 'No JSON.' }]);
        break;
      }
    });
    const { out } = await energy('dead-letters', 'list');
    expect(out).toContain('\n    \\ufeff{"a": 1}\\u0000\\n\n');
    expect(out).toContain('\n    hex ff\n');
  });

  it('show the text of a compressed body, and the start and end of a long one', async () => {
    const long = `{"a":"${'x'.repeat(500)}",}`;
    await operator.withQueue(async (queue) => {
      await queue.deadLetters.purge();
      await queue.publish([gzipSync('{"b":nan}'), Buffer.from(long)]);
      const { signal } = new AbortController();
      for await (const batch of queue.consume({ batchSize: 2, lingerMs: 500, signal })) {
        const letter = { reason: 'not-json', detail: 'No JSON.' };
        await batch.settle(batch.bodies.map((body) => ({ ...letter, body })));
        break;
      }
    });
    const { out } = await energy('dead-letters', 'list');
    expect(out).toContain('\n    gzip: {"b":nan}\n');
    expect(out).toContain(`\n    ${long.slice(0, 160)}…${long.slice(-40)}\n`);
  });

  it.each(['replay', 'purge'])('refuse a reason that does not exist: %s', async (command) => {
    const { code, out, said } = await energy('dead-letters', command, '--reason', 'typo');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toMatch(
      /^There is no reason "typo"\. Reasons of the dead letters: .*not-json \(1\)/,
    );
    expect((await energy('dead-letters', 'list')).said).toBe('3 of 3 dead letters.\n');
  });

  it('accept a known reason that no dead letter has', async () => {
    const { code, said } = await energy('dead-letters', 'purge', '--reason', 'value-negative');
    expect([code, said]).toEqual([0, 'Deleted 0 dead letters.\n']);
  });

  it('are sent again or deleted, by reason or all', async () => {
    const replayed = await energy('dead-letters', 'replay', '--reason', 'device-unknown');
    expect(replayed.said).toBe('Sent 1 dead letter again.\n');
    expect((await energy('dead-letters', 'purge')).said).toBe('Deleted 2 dead letters.\n');
  });
});
