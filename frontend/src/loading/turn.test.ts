import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { turn } from './turn.ts';

describe('turns', () => {
  it('come in order, each in a task of its own', async () => {
    const order: string[] = [];
    const others = new Promise<void>((resolve) => {
      const between = (left: number): void => {
        order.push('other work');
        if (left > 0) setImmediate(between, left - 1);
        else resolve();
      };
      setImmediate(between, 20);
    });
    for (const each of ['first', 'second']) void turn().then(() => order.push(each));
    expect(order).toEqual([]);
    await others;
    await wait(20);
    expect(order.filter((each) => each !== 'other work')).toEqual(['first', 'second']);
    expect(order.indexOf('second')).toBeGreaterThan(order.indexOf('first'));
  });
});
