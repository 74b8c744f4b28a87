import { describe, expect, it } from 'vitest';
import { SavedPositions } from './energy-position.ts';

describe('the positions of saved commands', () => {
  it('are those of the last eight, the latest first, since responses arrive in any order', () => {
    const saved = new SavedPositions(() => 0);
    expect(saved.recent()).toBeUndefined();
    for (let number = 1; number <= 10; number++) saved.remember(String(number));
    saved.remember(null);
    expect(saved.recent()).toBe('10, 9, 8, 7, 6, 5, 4, 3');
  });

  it('are forgotten after half a minute', () => {
    let now = 0;
    const saved = new SavedPositions(() => now);
    saved.remember('1');
    now = 20_000;
    saved.remember('2');
    now = 30_000;
    expect(saved.recent()).toBe('2');
    now = 50_000;
    expect(saved.recent()).toBeUndefined();
  });
});
