import type { PeriodBucket } from '../../api/client.ts';

/** A day of a period, all of whose hours are measured. */
export const aBucket = (given: Partial<PeriodBucket> = {}): PeriodBucket => ({
  period: '2026-11-22',
  from: '2026-11-22',
  to: '2026-11-22',
  total: 12,
  readings: 144,
  hours: 24,
  hoursMeasured: 24,
  complete: true,
  ...given,
});
