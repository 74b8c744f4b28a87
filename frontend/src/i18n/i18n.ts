import { computed, type ShallowRef, shallowRef } from 'vue';
import { createI18n } from 'vue-i18n';
import { type Formats, formatsFor } from '../format/formats.ts';
import { chosenLanguage, MESSAGES, storeLanguage } from './chosen-language.ts';
import { useClockChoice, withClock } from './clock.ts';
import { type Language, regionalLocale } from './locales.ts';
import type messages from './messages/en.ts';
import type { ui } from './messages/en.ts';

type Messages = typeof messages;
type UiLocale = typeof ui;

declare module 'vue-i18n' {
  export interface DefineLocaleMessage extends Messages {}
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  messages: {},
});

// Set before the application mounts.
const uiLocale = shallowRef() as ShallowRef<UiLocale>;

/** The messages of Nuxt UI in the current language. */
export const useUiLocale = () => uiLocale;

/** The current language. */
export const language = computed(() => i18n.global.locale.value as Language);

/** The number and date formats of the current language. */
export function useFormats() {
  const clock = useClockChoice();
  return computed<Formats>(() => {
    const locale = regionalLocale(language.value, navigator.languages);
    return formatsFor(withClock(locale, clock.value));
  });
}

/** Loads the language chosen on this device, or else the first supported one of the browser. */
export function loadChosenLanguage(): Promise<void> {
  return loadLanguage(chosenLanguage());
}

/** Switches the language, and stores the choice on this device. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  storeLanguage(chosen);
  await loadLanguage(chosen);
}

async function loadLanguage(chosen: Language): Promise<void> {
  const loaded = await MESSAGES[chosen]();
  i18n.global.setLocaleMessage(chosen, loaded.default as never);
  uiLocale.value = loaded.ui as UiLocale;
  i18n.global.locale.value = chosen;
  document.documentElement.lang = chosen;
}
