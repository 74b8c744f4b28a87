import { createSharedComposable } from '@vueuse/core';
import { computed } from 'vue';
import { instantsFor } from '../format/instants.ts';
import { useFormats } from '../i18n/i18n.ts';
import { dayAt } from './day-arithmetic.ts';
import { useNow } from './useNow.ts';

/** The browser's time zone. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Time formats in the current language, the current time, and today in the browser's time zone. */
export const useInstants = createSharedComposable(() => {
  const formats = useFormats();
  const now = useNow();
  return {
    now,
    instants: computed(() => instantsFor(formats.value.locale, TIME_ZONE)),
    today: computed(() => dayAt(now.value, TIME_ZONE)),
  };
});
