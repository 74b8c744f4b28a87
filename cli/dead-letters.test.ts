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
    expect(out).toMatch(/Z {2}not-json {2}The message is not JSON\.\n.*device-unknown.*\n$/);
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

  it('are sent again or deleted, by reason or all', async () => {
    const replayed = await energy('dead-letters', 'replay', '--reason', 'device-unknown');
    expect(replayed.said).toBe('Sent 1 dead letters again.\n');
    expect((await energy('dead-letters', 'purge')).said).toBe('Deleted 2 dead letters.\n');
  });
});
