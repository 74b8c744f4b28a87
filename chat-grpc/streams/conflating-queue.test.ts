import { describe, expect, it } from 'vitest';
import { ConflatingQueue } from './conflating-queue.ts';

async function take<Item>(queue: ConflatingQueue<Item>, count: number): Promise<Item[]> {
  const items: Item[] = [];
  if (count === 0) return items;
  for await (const item of queue) {
    items.push(item);
    if (items.length === count) break;
  }
  return items;
}

describe('a conflating queue', () => {
  it('yields items in order', async () => {
    const queue = new ConflatingQueue<string>(10);
    queue.put(1, 'a');
    queue.put(2, 'b');
    const taken = take(queue, 4);
    await new Promise(setImmediate);
    queue.put(3, 'c');
    queue.put(4, 'd');
    expect(await taken).toEqual(['a', 'b', 'c', 'd']);
  });

  it('replaces an item with the same key in its place', async () => {
    const queue = new ConflatingQueue<string>(2);
    for (const [key, item] of ['a1', 'b1', 'a2', 'b2', 'a3'].entries()) {
      queue.put(item[0], `${item} ${key}`);
    }
    expect(await take(queue, 2)).toEqual(['a3 4', 'b2 3']);
  });

  it('drops the oldest item beyond its capacity', async () => {
    let dropped = 0;
    const queue = new ConflatingQueue<number>(3, () => dropped++);
    for (let n = 0; n < 1_000; n++) queue.put(n, n);
    expect([queue.size, dropped]).toEqual([3, 997]);
    expect(await take(queue, 3)).toEqual([997, 998, 999]);
  });

  it('ends at once with the first reason', async () => {
    const queue = new ConflatingQueue<number>(3);
    const taken = take(queue, 1);
    await new Promise(setImmediate);
    queue.put(1, 1);
    queue.end(new Error('first'));
    queue.end(new Error('second'));
    queue.put(2, 2);
    await expect(taken).rejects.toThrow('first');
    expect(() => queue.throwIfEnded()).toThrow('first');
    expect(queue.size).toBe(0);
  });
});
