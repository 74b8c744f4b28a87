import { describe, expect, it } from 'vitest';
import { claimNotification, type TabCoordination } from './notified-alerts.ts';

/** The storage and locks of one browser's tabs. */
function browser(stored?: string): TabCoordination & { stored: string | undefined } {
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

describe('the notification about an alert', () => {
  it('belongs to the first tab that claims it', async () => {
    const tabs = browser();
    expect(await Promise.all([1, 2, 3].map(() => claimNotification('one', tabs)))).toEqual([
      true,
      false,
      false,
    ]);
    expect(await claimNotification('other', tabs)).toBe(true);
  });

  it('is remembered among the last hundred', async () => {
    const tabs = browser();
    for (let number = 0; number <= 100; number++) await claimNotification(`${number}`, tabs);
    expect(JSON.parse(tabs.stored!)).toHaveLength(100);
    expect(await claimNotification('100', tabs)).toBe(false);
  });

  it.each(['', 'no JSON', '{}'])('survives the invalid stored value "%s"', async (stored) => {
    expect(await claimNotification('one', browser(stored))).toBe(true);
  });
});
