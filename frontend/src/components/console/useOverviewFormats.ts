import { useI18n } from 'vue-i18n';
import { useFormats } from '../../i18n/i18n.ts';

/** Formats counts of the overview, which may be lower bounds. */
export function useOverviewFormats() {
  const { t } = useI18n();
  const formats = useFormats();
  const formatCount = (count: number) => formats.value.count(count);

  function formatPart(
    part: { readonly count: number; readonly isAll: boolean } | null | undefined,
  ): string | undefined {
    if (!part) return undefined;
    const count = formatCount(part.count);
    return part.isAll ? count : t('overview.atLeast', { count });
  }

  return { formatCount, formatPart };
}
