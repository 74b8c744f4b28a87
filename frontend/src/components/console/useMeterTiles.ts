import { useI18n } from 'vue-i18n';
import type { Overview } from '../../api/client.ts';
import { useFormats } from '../../i18n/i18n.ts';
import { toneOfReporting } from '../../overview/utility.ts';
import type { Tile } from './TileGrid.vue';
import { useOverviewFormats } from './useOverviewFormats.ts';

type Meters = Overview['meters'] | undefined;

/** How many meters report, and how many there are. */
export function useMeterTiles() {
  const { t } = useI18n();
  const formats = useFormats();
  const { formatCount } = useOverviewFormats();

  function reportingTile(meters: Meters): Tile {
    const label = t('overview.reporting');
    const to = '#silent-meters';
    if (!meters) return { label, value: undefined, note: undefined, tone: 'normal', to };
    const reporting = meters.inUse - meters.silent - meters.neverHeard;
    const tone = toneOfReporting(reporting, meters.inUse);
    return { label, value: shareOf(reporting, meters.inUse), note: silentNote(meters), tone, to };
  }

  function devicesTile(meters: Meters): Tile {
    return {
      label: t('overview.devices'),
      value: meters ? formatCount(meters.inUse) : undefined,
      note: meters && t('overview.decommissioned', { count: formatCount(meters.decommissioned) }),
      to: '/console/devices',
    };
  }

  function shareOf(part: number, whole: number): string {
    return whole === 0 ? '–' : formats.value.share(Math.floor((part / whole) * 100) / 100);
  }

  function silentNote({ inUse, silent, neverHeard }: NonNullable<Meters>): string {
    if (silent + neverHeard === 0) return t('overview.silentList.none');
    const notReporting = t('overview.silentCount', {
      silent: formatCount(silent + neverHeard),
      count: formatCount(inUse),
    });
    if (neverHeard === 0) return notReporting;
    return `${notReporting} ${t('overview.neverCount', { never: formatCount(neverHeard) })}`;
  }

  return { reportingTile, devicesTile };
}
