import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  ConsumeOptions,
  MeasurementBatch,
  MeasurementQueue,
  RejectedMessage,
} from './measurement-queue.ts';

/** One queue of its own, for one test. */
export interface QueueUnderTest {
  /** Another handle on the same queue, as another process would have it. */
  open(): MeasurementQueue;
  /** Removes the queue and what is in it. */
  remove(): Promise<void>;
}

const NO_UTF8 = Uint8Array.of(0xff, 0x00, 0xfe, 0x80);

/**
 * Opens a queue before each test, and closes it and what the test opened afterwards.
 *
 * @returns opens another handle of the queue
 */
function openBeforeEach(
  make: () => Promise<QueueUnderTest>,
  onOpened: (queue: MeasurementQueue) => void,
): () => MeasurementQueue {
  let underTest: QueueUnderTest;
  let opened: MeasurementQueue[];

  function open(): MeasurementQueue {
    const handle = underTest.open();
    opened.push(handle);
    return handle;
  }

  beforeEach(async () => {
    underTest = await make();
    opened = [];
    onOpened(open());
  });

  afterEach(async () => {
    await Promise.all(opened.map((handle) => handle.close()));
    await underTest.remove();
  });
  return open;
}

/** What every {@link MeasurementQueue} promises, whatever engine is behind it. */
export function measurementQueueContract(make: () => Promise<QueueUnderTest>): void {
  let queue: MeasurementQueue;
  const open = openBeforeEach(make, (opened) => {
    queue = opened;
  });

  describe('what was published', () => {
    it('is delivered, in order', async () => {
      await queue.publish(messages('a', 'b'));
      await queue.publish(messages('c'));
      expect(await recorded(queue, 3)).toEqual(['a', 'b', 'c']);
    });

    it('is delivered to a consumer that was there before', async () => {
      const delivered = recorded(queue, 1);
      await waitMs(50);
      await queue.publish(messages('a'));
      expect(await delivered).toEqual(['a']);
    });

    it('is delivered when its publisher has closed', async () => {
      const publisher = open();
      await publisher.publish(messages('a', 'b'));
      await publisher.close();
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
    });

    it('is delivered byte by byte, be it empty, no UTF-8, or a megabyte', async () => {
      const large = new Uint8Array(1_000_000).map((_, i) => i % 251);
      const bodies = [new Uint8Array(0), NO_UTF8, large];
      await queue.publish(bodies);
      await withNextBatch(queue, { batchSize: 3, lingerMs: 5_000 }, (batch) => {
        const intact = batch.bodies.map((body, i) => Buffer.from(body).equals(bodies[i]!));
        expect(intact).toEqual([true, true, true]);
      });
    });

    it('is delivered just so by a span that is traced, which the engine may tell or not', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      await queue.publish(messages('a', 'b'), traceparent);
      await withNextBatch(queue, { batchSize: 2, lingerMs: 5_000 }, (batch) => {
        expect(texts(batch)).toEqual(['a', 'b']);
        expect([traceparent]).toEqual(expect.arrayContaining([...(batch.traceparents ?? [])]));
      });
    });

    it('may be nothing at all', async () => {
      await queue.publish([]);
      expect(await queue.waiting()).toBe(0);
    });

    it('is delivered quickly where it is much', async () => {
      const many = Array.from({ length: 10_000 }, (_, i) => String(i));
      await queue.publish(messages(...many));
      expect(await recorded(queue, many.length, { batchSize: 1_000 })).toEqual(many);
    }, 5_000);

    it('keeps the order in which concurrent calls were made, each in one piece', async () => {
      await Promise.all([queue.publish(messages('a', 'b')), queue.publish(messages('c', 'd'))]);
      expect(await recorded(queue, 4)).toEqual(['a', 'b', 'c', 'd']);
    });

    it('is counted while it waits, and not while somebody has it in hand', async () => {
      await queue.publish(messages('a', 'b', 'c'));
      expect(await queue.waiting()).toBe(3);
      await withNextBatch(queue, { batchSize: 3 }, async () => {
        expect(await queue.waiting()).toBe(0);
      });
      await expect.poll(() => queue.waiting()).toBe(3);
    });
  });

  describe('a batch', () => {
    it('holds no more messages than asked for', async () => {
      await queue.publish(messages('a', 'b', 'c', 'd', 'e'));
      expect(await recordedBatches(queue, 5, { batchSize: 2 })).toEqual([
        ['a', 'b'],
        ['c', 'd'],
        ['e'],
      ]);
    });

    it('is given as soon as it is full', async () => {
      await queue.publish(messages('a', 'b'));
      await withNextBatch(queue, { batchSize: 2, lingerMs: 60_000 }, (batch) => {
        expect(texts(batch)).toEqual(['a', 'b']);
      });
    });

    it('waits for more messages, but no longer than it may linger', async () => {
      const given = withNextBatch(queue, { batchSize: 10, lingerMs: 400 }, (batch) => {
        expect(texts(batch)).toEqual(['a', 'b']);
      });
      await queue.publish(messages('a'));
      const publishedAt = performance.now();
      await waitMs(100);
      await queue.publish(messages('b'));
      await given;
      expect(performance.now() - publishedAt).toBeGreaterThan(250);
    });

    it('comes again when it was released', async () => {
      await queue.publish(messages('a', 'b'));
      await withNextBatch(queue, { batchSize: 2 }, (batch) => batch.release());
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
    });

    it('comes again when the next one was asked for and it was not settled', async () => {
      await queue.publish(messages('a', 'b'));
      const seen: string[] = [];
      for await (const batch of queue.consume({ ...DEFAULTS, batchSize: 2, signal: soon() })) {
        seen.push(...texts(batch));
        if (seen.length > 2) await batch.settle();
        if (seen.length >= 4) break;
      }
      expect(seen).toEqual(['a', 'b', 'a', 'b']);
    });

    it('comes again when its consumer broke off', async () => {
      await queue.publish(messages('a', 'b'));
      for await (const _ of queue.consume({ ...DEFAULTS, signal: soon() })) break;
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
    });

    it('comes again when its consumer failed', async () => {
      await queue.publish(messages('a'));
      const failing = async () => {
        for await (const _ of queue.consume({ ...DEFAULTS, signal: soon() })) {
          throw new Error('the disk is full');
        }
      };
      await expect(failing()).rejects.toThrow('the disk is full');
      expect(await recorded(queue, 1)).toEqual(['a']);
    });

    it('comes again when its consumer closed the queue, who can no longer settle it', async () => {
      await queue.publish(messages('a', 'b'));
      const other = open();
      await withNextBatch(other, { batchSize: 2 }, async (batch) => {
        await other.close();
        await batch.settle();
      });
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
    });

    it('never comes again once it was settled, to nobody', async () => {
      await queue.publish(messages('a', 'b'));
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
      await queue.close();
      const reopened = open();
      await reopened.publish(messages('c'));
      expect(await recorded(reopened, 1)).toEqual(['c']);
      expect(await reopened.waiting()).toBe(0);
    });

    it('can be settled or released twice without harm', async () => {
      await queue.publish(messages('a', 'b', 'c'));
      for await (const batch of queue.consume({ ...DEFAULTS, batchSize: 2, signal: soon() })) {
        await batch.settle();
        await batch.settle();
        await batch.release();
        if (texts(batch).includes('c')) break;
      }
      expect(await queue.waiting()).toBe(0);
      expect(await queue.deadLetters.count()).toBe(0);
    });
  });

  describe('two consumers', () => {
    it('are given every message once', async () => {
      const all = Array.from({ length: 2_000 }, (_, i) => `${i} of ${aDevice(i % 40)}`);
      const stop = new AbortController();
      const seen: string[] = [];
      const consume = async (handle: MeasurementQueue) => {
        const options = { batchSize: 50, lingerMs: 10, signal: stop.signal };
        for await (const batch of handle.consume(options)) {
          seen.push(...texts(batch));
          await waitMs(2);
          await batch.settle();
          if (seen.length === all.length) stop.abort();
        }
      };
      const consumers = [consume(queue), consume(open())];
      await waitMs(100);
      for (let i = 0; i < all.length; i += 500) {
        await queue.publish(messages(...all.slice(i, i + 500)));
      }
      await Promise.all(consumers);
      expect(seen.sort(numerically)).toEqual(all);
    });
  });

  describe('an abort ends the iteration', () => {
    async function consumeUntil(options: ConsumeOptions): Promise<number> {
      let batches = 0;
      for await (const batch of queue.consume(options)) {
        await batch.settle();
        batches++;
      }
      return batches;
    }

    it('before it began', async () => {
      await queue.publish(messages('a'));
      expect(await consumeUntil({ ...DEFAULTS, signal: AbortSignal.abort() })).toBe(0);
    });

    it('while nothing comes', async () => {
      expect(await consumeUntil({ ...DEFAULTS, signal: AbortSignal.timeout(150) })).toBe(0);
    });

    it('while it waits for more, and what waited comes again', async () => {
      await queue.publish(messages('a'));
      const signal = AbortSignal.timeout(150);
      expect(await consumeUntil({ batchSize: 10, lingerMs: 60_000, signal })).toBe(0);
      expect(await recorded(queue, 1)).toEqual(['a']);
    });

    it('after the batch in hand, which can still be settled', async () => {
      await queue.publish(messages('a', 'b'));
      const stop = new AbortController();
      for await (const batch of queue.consume({ ...DEFAULTS, batchSize: 1, signal: stop.signal })) {
        stop.abort();
        expect(texts(batch)).toEqual(['a']);
        await batch.settle();
      }
      expect(await recorded(queue, 1)).toEqual(['b']);
    });

    it('while there is always more to do, for a consumer that never waits', async () => {
      await queue.publish(messages('a'));
      const released = async () => {
        const signal = AbortSignal.timeout(150);
        for await (const batch of queue.consume({ batchSize: 1, lingerMs: 0, signal })) {
          await batch.release();
        }
      };
      await released();
      expect(await recorded(queue, 1)).toEqual(['a']);
    });

    it('as closing the queue does', async () => {
      const consumed = consumeUntil({ ...DEFAULTS, signal: new AbortController().signal });
      await waitMs(50);
      await queue.close();
      expect(await consumed).toBe(0);
    });
  });

  describe('dead letters', () => {
    const reject = (text: string, reason: string): RejectedMessage => ({
      body: Buffer.from(text),
      reason,
      detail: `The message "${text}" is no good – «nicht gut».`,
    });

    /** Puts messages aside as a consumer does: by settling the batch that carried them. */
    async function putAside(...rejected: RejectedMessage[]): Promise<void> {
      await queue.publish([Buffer.from('good'), ...rejected.map(({ body }) => body)]);
      const whole = { batchSize: rejected.length + 1, lingerMs: 5_000 };
      await withNextBatch(queue, whole, (batch) => batch.settle(rejected));
    }

    const listed = async () =>
      (await queue.deadLetters.list(100)).map(({ body }) => Buffer.from(body).toString());

    it('are none at first', async () => {
      expect(await queue.deadLetters.count()).toBe(0);
      expect(await queue.deadLetters.list(10)).toEqual([]);
      expect(await queue.deadLetters.replay()).toBe(0);
      expect(await queue.deadLetters.purge()).toBe(0);
      expect(await queue.deadLetters.purge('not-json')).toBe(0);
    });

    it('keep their bytes, the reason and the detail', async () => {
      const before = Date.now();
      const noUtf8 = {
        body: NO_UTF8,
        reason: 'not-utf8',
        detail: 'It has bytes 0xff, "quotes" – ☃',
      };
      await putAside(noUtf8, reject('{', 'not-json'));
      expect(await queue.deadLetters.count()).toBe(2);
      const [first, second] = await queue.deadLetters.list(10);
      expect(Buffer.from(first!.body)).toEqual(Buffer.from(NO_UTF8));
      expect(first).toMatchObject({ reason: noUtf8.reason, detail: noUtf8.detail });
      expect(second).toMatchObject({ ...reject('{', 'not-json'), body: expect.anything() });
      expect(Date.parse(first!.rejectedAt)).toBeGreaterThanOrEqual(before);
      expect(first!.rejectedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    });

    it('are taken off the queue, with the rest of their batch', async () => {
      await putAside(reject('bad', 'not-json'));
      await queue.publish(messages('next'));
      expect(await recorded(queue, 1)).toEqual(['next']);
    });

    it('are listed oldest first, so many as asked for, and stay', async () => {
      await putAside(reject('1', 'not-json'), reject('2', 'not-json'));
      await putAside(reject('3', 'not-json'));
      const firstTwo = await queue.deadLetters.list(2);
      expect(firstTwo.map(({ body }) => Buffer.from(body).toString())).toEqual(['1', '2']);
      expect(await listed()).toEqual(['1', '2', '3']);
      expect(await queue.deadLetters.count()).toBe(3);
    });

    it('are seen by other processes', async () => {
      await putAside(reject('bad', 'not-json'));
      expect(await open().deadLetters.count()).toBe(1);
    });

    it('go to the queue again: all of them', async () => {
      await putAside(reject('1', 'not-json'), reject('2', 'device-unknown'));
      expect(await queue.deadLetters.replay()).toBe(2);
      expect(await queue.deadLetters.count()).toBe(0);
      expect(await recorded(queue, 2)).toEqual(['1', '2']);
    });

    it('go to the queue again: those of one reason', async () => {
      await putAside(
        reject('1', 'not-json'),
        reject('2', 'device-unknown'),
        reject('3', 'not-json'),
        reject('4', 'device-unknown'),
      );
      expect(await queue.deadLetters.replay('device-unknown')).toBe(2);
      expect(await recorded(queue, 2)).toEqual(['2', '4']);
      expect(await listed()).toEqual(['1', '3']);
    });

    it('can be put aside again after a replay, and are replayed once', async () => {
      await putAside(reject('1', 'device-unknown'));
      await queue.deadLetters.replay();
      await withNextBatch(queue, { batchSize: 1 }, (batch) =>
        batch.settle([reject('1', 'device-unknown')]),
      );
      expect(await listed()).toEqual(['1']);
    });

    it('are purged: all of them', async () => {
      await putAside(reject('1', 'not-json'), reject('2', 'device-unknown'));
      expect(await queue.deadLetters.purge()).toBe(2);
      expect(await queue.deadLetters.count()).toBe(0);
      expect(await queue.waiting()).toBe(0);
    });

    it('are purged: those of one reason', async () => {
      await putAside(
        reject('1', 'not-json'),
        reject('2', 'device-unknown'),
        reject('3', 'not-json'),
      );
      expect(await queue.deadLetters.purge('not-json')).toBe(2);
      expect(await listed()).toEqual(['2']);
    });

    it('are seen at a glance, with their reasons, beside what waits', async () => {
      const all = (count: number) => ({ count, isAll: true });
      expect(await queue.glance()).toEqual({ waiting: all(0), deadLetters: all(0), reasons: [] });
      await putAside(reject('1', 'rare'), reject('2', 'frequent'), reject('3', 'frequent'));
      await queue.publish(messages('one', 'two'));
      const glance = {
        waiting: all(2),
        deadLetters: all(3),
        reasons: [
          { reason: 'frequent', count: 2 },
          { reason: 'rare', count: 1 },
        ],
      };
      expect(await queue.glance()).toEqual(glance);
      await expect.poll(() => open().glance()).toEqual(glance);
      await expect.poll(() => queue.deadLetters.count()).toBe(3);
      expect(await listed()).toEqual(['1', '2', '3']);
    });

    it('may be many', async () => {
      const many = Array.from({ length: 1_200 }, (_, i) => String(i));
      await putAside(...many.map((text) => reject(text, 'device-unknown')));
      expect(await queue.deadLetters.count()).toBe(1_200);
      expect(await queue.deadLetters.replay('device-unknown')).toBe(1_200);
      expect(await recorded(queue, 1_200, { batchSize: 500 })).toEqual(many);
    });
  });
}

/** What a {@link MeasurementQueue} promises that keeps the order of each device's messages. */
export function deviceOrderContract(make: () => Promise<QueueUnderTest>): void {
  let queue: MeasurementQueue;
  const open = openBeforeEach(make, (opened) => {
    queue = opened;
  });

  describe('two consumers', () => {
    it('never have messages of one device at the same time', async () => {
      await queue.publish(messages(`original of ${aDevice(0)}`));
      await withNextBatch(queue, {}, async (batch) => {
        const corrected = recorded(open(), 1);
        await queue.publish(messages(`correction of ${aDevice(0)}`));
        await waitMs(700);
        expect(texts(batch)).toEqual([`original of ${aDevice(0)}`]);
        await batch.settle();
        await queue.close();
        expect(await corrected).toEqual([`correction of ${aDevice(0)}`]);
      });
    });

    it('hand over what one of them leaves, in order', async () => {
      const all = Array.from({ length: 30 }, (_, i) => `${i} of ${aDevice(0)}`);
      await queue.publish(messages(...all));
      const other = open();
      const seen: string[] = [];
      await withNextBatch(queue, { batchSize: 10 }, async (batch) => {
        const left = recorded(other, all.length, { batchSize: 7 });
        await waitMs(800);
        await queue.publish(messages(`30 of ${aDevice(0)}`));
        expect(texts(batch)).toEqual(all.slice(0, 10));
        await queue.close();
        seen.push(...(await left));
      });
      expect(seen.slice(0, all.length)).toEqual(all);
    });
  });
}

/** The field of a measurement that names a device, in a message that is none otherwise. */
export function aDevice(number: number): string {
  return `"device_id":"5c2494a3-1140-4c7a-991a-${String(number).padStart(12, '0')}"`;
}

const DEFAULTS = { batchSize: 10, lingerMs: 20 };

type Batching = Partial<Pick<ConsumeOptions, 'batchSize' | 'lingerMs'>>;

export function messages(...bodies: string[]): Uint8Array[] {
  return bodies.map((body) => Buffer.from(body));
}

export function texts({ bodies }: MeasurementBatch): string[] {
  return bodies.map((body) => Buffer.from(body).toString());
}

/** Consumes and settles until `count` messages were seen. */
export async function recorded(
  queue: MeasurementQueue,
  count: number,
  batching: Batching = {},
): Promise<string[]> {
  return (await recordedBatches(queue, count, batching)).flat();
}

async function recordedBatches(
  queue: MeasurementQueue,
  count: number,
  batching: Batching = {},
): Promise<string[][]> {
  const batches: string[][] = [];
  for await (const batch of queue.consume({ ...DEFAULTS, ...batching, signal: soon() })) {
    batches.push(texts(batch));
    await batch.settle();
    if (batches.flat().length >= count) break;
  }
  return batches;
}

/** Does `work` with the next batch in hand; what it does not settle goes back. */
export async function withNextBatch(
  queue: MeasurementQueue,
  batching: Batching,
  work: (batch: MeasurementBatch) => Promise<void> | void,
): Promise<void> {
  for await (const batch of queue.consume({ ...DEFAULTS, ...batching, signal: soon() })) {
    await work(batch);
    return;
  }
  throw new Error('nothing was delivered');
}

/** A test that waits for what never comes ends with what it has. */
function soon(): AbortSignal {
  return AbortSignal.timeout(20_000);
}

export function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function numerically(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10);
}
