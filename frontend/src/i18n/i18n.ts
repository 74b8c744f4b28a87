import { computed, type ShallowRef, shallowRef } from 'vue';
import { createI18n } from 'vue-i18n';
import { type Formats, formatsFor } from '../format/formats.ts';
import { chosenLanguage, MESSAGES, rememberLanguage } from './chosen-language.ts';
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

// Set before anything is mounted.
const uiLocale = shallowRef() as ShallowRef<UiLocale>;

/** The words of the components’ library in the language in use. */
export const useUiLocale = () => uiLocale;

/** The language in use. */
export const language = computed(() => i18n.global.locale.value as Language);

/** How numbers and dates are written in the language in use. */
export function useFormats() {
  return computed<Formats>(() => formatsFor(regionalLocale(language.value, navigator.languages)));
}

/** Speaks the language that the person chose on this device, or else prefers. */
export function useChosenLanguage(): Promise<void> {
  return useLanguage(chosenLanguage());
}

/** Speaks another language from now on, and on this device the next time as well. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  rememberLanguage(chosen);
  await useLanguage(chosen);
}

async function useLanguage(chosen: Language): Promise<void> {
  const loaded = await MESSAGES[chosen]();
  i18n.global.setLocaleMessage(chosen, loaded.default as never);
  uiLocale.value = loaded.ui as UiLocale;
  i18n.global.locale.value = chosen;
  document.documentElement.lang = chosen;
}
