import { useI18n } from 'vue-i18n';
import type { PeriodBucket } from '../api/client.ts';
import { useFormats } from '../i18n/i18n.ts';

/** How many hours contain more than plain measurements. */
export type MarkCounts = Pick<
  PeriodBucket,
  'hoursEstimated' | 'hoursSuspect' | 'hoursPartlyUnknown'
>;

/** True if the energy is not all that was measured, or not all measured. */
export function isApproximate({ hoursEstimated = 0, hoursPartlyUnknown = 0 }: MarkCounts): boolean {
  return hoursEstimated + hoursPartlyUnknown > 0;
}

/** Says how many hours contain estimates, suspect readings or unknown parts; nothing where none do. */
export function useMarkTexts() {
  const { t } = useI18n();
  const formats = useFormats();

  return (counts: MarkCounts): readonly string[] => {
    const { hoursEstimated = 0, hoursSuspect = 0, hoursPartlyUnknown = 0 } = counts;
    const texts = [
      ['energy.marks.estimated', hoursEstimated],
      ['energy.marks.suspect', hoursSuspect],
      ['energy.marks.partlyUnknown', hoursPartlyUnknown],
    ] as const;
    return texts
      .filter(([, count]) => count > 0)
      .map(([key, count]) => t(key, { count: formats.value.count(count) }, count));
  };
}
