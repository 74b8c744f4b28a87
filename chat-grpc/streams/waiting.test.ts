import { describe, expect, it } from 'vitest';
import { Waiting } from './waiting.ts';

async function take<Item>(waiting: Waiting<Item>, count: number): Promise<Item[]> {
  const items: Item[] = [];
  if (count === 0) return items;
  for await (const item of waiting) {
    items.push(item);
    if (items.length === count) break;
  }
  return items;
}

describe('what waits for a reader', () => {
  it('comes in order, now and later', async () => {
    const waiting = new Waiting<string>(10);
    waiting.put(1, 'a');
    waiting.put(2, 'b');
    const taken = take(waiting, 4);
    await new Promise(setImmediate);
    waiting.put(3, 'c');
    waiting.put(4, 'd');
    expect(await taken).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is replaced by what makes it superfluous, and keeps its place', async () => {
    const waiting = new Waiting<string>(2);
    for (const [key, item] of ['a1', 'b1', 'a2', 'b2', 'a3'].entries()) {
      waiting.put(item[0], `${item} ${key}`);
    }
    expect(await take(waiting, 2)).toEqual(['a3 4', 'b2 3']);
  });

  it('is never more than it may be: the oldest is forgotten, and that is told', async () => {
    let forgotten = 0;
    const waiting = new Waiting<number>(3, () => forgotten++);
    for (let n = 0; n < 1_000; n++) waiting.put(n, n);
    expect([waiting.size, forgotten]).toEqual([3, 997]);
    expect(await take(waiting, 3)).toEqual([997, 998, 999]);
  });

  it('ends at once when it is ended, for the first reason given', async () => {
    const waiting = new Waiting<number>(3);
    const taken = take(waiting, 1);
    await new Promise(setImmediate);
    waiting.put(1, 1);
    waiting.end(new Error('first'));
    waiting.end(new Error('second'));
    waiting.put(2, 2);
    await expect(taken).rejects.toThrow('first');
    expect(() => waiting.throwIfEnded()).toThrow('first');
    expect(waiting.size).toBe(0);
  });
});
