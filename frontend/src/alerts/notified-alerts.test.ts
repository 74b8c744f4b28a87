import { describe, expect, it } from 'vitest';
import { isFirstToTell, type SharedMemory } from './notified-alerts.ts';

/** What the tabs of one browser share. */
function browser(stored?: string): SharedMemory & { stored: string | undefined } {
  const shared = {
    stored,
    storage: {
      getItem: () => shared.stored ?? null,
      setItem: (_key: string, value: string) => {
        shared.stored = value;
      },
    },
    exclusively: async <T>(_lock: string, run: () => T) => run(),
  };
  return shared;
}

describe('an alert that all tabs hear of', () => {
  it('is told by the first that asks alone', async () => {
    const memory = browser();
    expect(await Promise.all([1, 2, 3].map(() => isFirstToTell('one', memory)))).toEqual([
      true,
      false,
      false,
    ]);
    expect(await isFirstToTell('other', memory)).toBe(true);
  });

  it('is remembered among the last hundred, and no longer', async () => {
    const memory = browser();
    for (let number = 0; number <= 100; number++) await isFirstToTell(`${number}`, memory);
    expect(JSON.parse(memory.stored!)).toHaveLength(100);
    expect(await isFirstToTell('100', memory)).toBe(false);
  });

  it.each(['', 'no JSON', '{}'])('is told though what is stored is "%s"', async (stored) => {
    expect(await isFirstToTell('one', browser(stored))).toBe(true);
  });
});
