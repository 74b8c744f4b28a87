import type { DeviceGaps } from '../../api/client.ts';

export type SuspectReading = DeviceGaps['suspectReadings'][number];
export type DeviceGap = DeviceGaps['gaps'][number];

export const READING_DECISIONS = ['accept', 'reject', 'replace'] as const;
export type ReadingDecision = (typeof READING_DECISIONS)[number];

/** The open panel of the readings to review; `subject` is its reading or gap as people read it. */
export type ReviewTask = { readonly subject: string } & (
  | { readonly decision: ReadingDecision; readonly reading: SuspectReading }
  | { readonly decision: 'estimate'; readonly gap: DeviceGap }
);
