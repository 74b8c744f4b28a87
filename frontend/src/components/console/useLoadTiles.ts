import { useI18n } from 'vue-i18n';
import type { Overview } from '../../api/client.ts';
import { TIME_ZONE } from '../../calendar/useInstants.ts';
import { useFormats } from '../../i18n/i18n.ts';
import { lastDay, lastFullHour, toneOfChange } from '../../overview/utility.ts';
import type { Tile } from './TileGrid.vue';

type Load = Overview['load'] | undefined;

/** The load of all meters in the last full hour and the last day. */
export function useLoadTiles() {
  const { t } = useI18n();
  const formats = useFormats();

  /** The last full hour: the running one is incomplete. */
  function hourTile(load: Load): Tile {
    const hour = load && lastFullHour(load.hours);
    const span = hour && formats.value.hourSpan(hour.start, TIME_ZONE);
    const change = hour?.change;
    const note =
      change === undefined
        ? (span ?? t('overview.loadNone'))
        : t('overview.loadChange', { hours: span, change: formats.value.change(change) });
    return {
      label: t('overview.load'),
      value: hour?.energy === undefined ? undefined : formats.value.energy(hour.energy),
      note,
      tone: toneOfChange(change),
      to: '#load',
    };
  }

  function dayTile(load: Load): Tile {
    const day = load && lastDay(load.hours);
    const change = day?.change;
    return {
      label: t('overview.last24'),
      value: day?.energy === undefined ? undefined : formats.value.energy(day.energy),
      note:
        change === undefined
          ? t('overview.last24None')
          : t('overview.last24Change', { change: formats.value.change(change) }),
      tone: toneOfChange(change),
      to: '#largest-consumers',
    };
  }

  return { hourTile, dayTile };
}
