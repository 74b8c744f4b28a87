import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Device } from '../api/client.ts';

/** Names what a device measures: consumption, or production that is fed into the grid. */
export function useFlowName() {
  const { t } = useI18n();
  return computed(
    () =>
      ({ flow }: Pick<Device, 'flow'>) =>
        t(`energy.flow.${flow}`),
  );
}
