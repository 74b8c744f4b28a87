import { computed, type MaybeRefOrGetter, ref, toValue, watch } from 'vue';
import type { Device } from '../../api/client.ts';
import type { MeterTexts } from '../../meters/meter-fields.ts';
import { useApi } from '../../session/session-store.ts';
import { loadDeviceStates } from './useDeviceStates.ts';

/**
 * Whether saving a form counts the recorded readings of its device again: that must be confirmed.
 *
 * @param device undefined for a new one
 */
export function useRecount(
  device: Device | undefined,
  typed: MaybeRefOrGetter<Pick<MeterTexts, 'reads' | 'stampedAt'>>,
) {
  const api = useApi();
  const isOtherwise = computed(() => {
    const { reads, stampedAt } = toValue(typed);
    // A register has no interval that its timestamp could end.
    const isOfInterval = reads === 'interval' && stampedAt !== device?.stampedAt;
    return device !== undefined && (reads !== device.reads || isOfInterval);
  });
  // As long as that is not known, it may have some.
  const hasReadings = ref(true);
  watch(isOtherwise, async (isChanged) => {
    if (!isChanged || !device) return;
    const states = await loadDeviceStates(api, [device]).catch(() => undefined);
    hasReadings.value = states?.get(device.id)?.lastReadingAt !== null;
  });
  return computed(() => isOtherwise.value && hasReadings.value);
}
