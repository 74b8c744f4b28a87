import { LANGUAGES, type Language, languageFor } from './locales.ts';

const STORED_LANGUAGE = 'energy:language';

/** The messages of each language: those of the pages and of Nuxt UI. */
export const MESSAGES: Record<Language, () => Promise<{ default: unknown; ui: unknown }>> = {
  en: () => import('./messages/en.ts'),
  de: () => import('./messages/de.ts'),
};

/** The language chosen on this device, or else the first supported one of the browser. */
export function chosenLanguage(): Language {
  const stored = localStorage.getItem(STORED_LANGUAGE);
  return LANGUAGES.find((each) => each === stored) ?? languageFor(navigator.languages);
}

/** Stores the choice on this device. */
export function storeLanguage(chosen: Language): void {
  localStorage.setItem(STORED_LANGUAGE, chosen);
}
