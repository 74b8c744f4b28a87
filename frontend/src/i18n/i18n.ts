import { computed, type ShallowRef, shallowRef } from 'vue';
import { createI18n } from 'vue-i18n';
import { type Formats, formatsFor } from '../format/formats.ts';
import { LANGUAGES, type Language, languageFor, regionalLocale } from './locales.ts';
import type messages from './messages/en.ts';
import type { ui } from './messages/en.ts';

type Messages = typeof messages;
type UiLocale = typeof ui;

declare module 'vue-i18n' {
  export interface DefineLocaleMessage extends Messages {}
}

const STORED_LANGUAGE = 'energy:language';

const LOADERS: Record<Language, () => Promise<{ default: unknown; ui: unknown }>> = {
  en: () => import('./messages/en.ts'),
  de: () => import('./messages/de.ts'),
};

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
  const stored = localStorage.getItem(STORED_LANGUAGE);
  const chosen = LANGUAGES.find((each) => each === stored);
  return useLanguage(chosen ?? languageFor(navigator.languages));
}

/** Speaks another language from now on, and on this device the next time as well. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  localStorage.setItem(STORED_LANGUAGE, chosen);
  await useLanguage(chosen);
}

async function useLanguage(chosen: Language): Promise<void> {
  const loaded = await LOADERS[chosen]();
  i18n.global.setLocaleMessage(chosen, loaded.default as never);
  uiLocale.value = loaded.ui as UiLocale;
  i18n.global.locale.value = chosen;
  document.documentElement.lang = chosen;
}
