import { describe, expect, it } from 'vitest';
import { HISTORY_KINDS, hasPreviousValues, isRecount, visibleChanges } from './history-changes.ts';

const added = (fields: Record<string, string | number>) =>
  Object.entries(fields).map(([field, to]) => ({ field, from: null, to }));

describe('the history of a device', () => {
  it('shows what a decision about a reading was about, and why', () => {
    const changes = added({ at: '2026-11-22T09:10:00.000Z', energy: 4, replacement: 0.4 });
    const reason = added({ reason: 'Seen on site' });
    const hidden = added({ hour: '2026-11-22T09:00:00.000Z' });
    expect(visibleChanges({ changes: [...changes, ...hidden, ...reason] })).toEqual([
      ...changes,
      ...reason,
    ]);
  });

  it('names the fields of one of several replacements alike', () => {
    const changes = added({ 'replacements.3.finalReading': 900 });
    expect(visibleChanges({ changes })).toEqual(added({ finalReading: 900 }));
  });

  it('says which changes had all readings counted again', () => {
    const type = 'DeviceMeterChanged';
    const change = (field: string) => ({ type, changes: [{ field, from: 'a', to: 'b' }] });
    expect(['reads', 'stampedAt', 'maxPower'].map((field) => isRecount(change(field)))).toEqual([
      true,
      true,
      false,
    ]);
    expect(isRecount({ type: 'DeviceRegistered', changes: added({ reads: 'register' }) })).toBe(
      false,
    );
  });

  it('shows previous values of what the device had before', () => {
    const kinds = Object.keys(HISTORY_KINDS).filter((type) => !hasPreviousValues({ type }));
    expect(kinds).toEqual([
      'DeviceRegistered',
      'MeterReplaced',
      'ReadingAccepted',
      'ReadingRejected',
      'ReadingReplaced',
      'GapEstimated',
    ]);
  });
});
