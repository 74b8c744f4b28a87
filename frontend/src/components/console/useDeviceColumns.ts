import { useStorage } from '@vueuse/core';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { DeviceColumn } from './DeviceRow.vue';

/** The columns of the list of devices: all that may be chosen after the description, and those that are shown. */
export function useDeviceColumns() {
  const { t } = useI18n();
  const all = computed(
    () =>
      [
        {
          key: 'address',
          by: 'address',
          label: t('console.field.address'),
          class: 'max-xl:hidden',
        },
        {
          key: 'owner',
          by: 'owner',
          label: t('console.field.owner'),
          class: 'w-40 max-sm:hidden',
        },
        { key: 'state', label: t('console.field.state'), class: 'w-36 max-sm:hidden' },
        { key: 'lastReading', label: t('console.field.lastReading'), class: 'w-32 max-xl:hidden' },
        {
          key: 'today',
          label: t('console.field.today'),
          class: 'w-28 text-right! max-lg:hidden',
        },
        {
          key: 'limit',
          by: 'limit',
          label: t('console.field.limit'),
          class: 'w-32 text-right! max-xl:hidden',
        },
        { key: 'timeZone', label: t('console.field.timeZone'), class: 'w-40 max-2xl:hidden' },
      ] as const,
  );
  const chosen = useStorage<readonly DeviceColumn[]>('energy:device-columns', [
    'address',
    'owner',
    'state',
    'today',
    'limit',
  ]);
  const shown = computed(() => [
    {
      key: 'description' as const,
      by: 'description' as const,
      label: t('console.field.description'),
    },
    ...all.value.filter(({ key }) => chosen.value.includes(key)),
  ]);
  return { all, chosen, shown };
}
