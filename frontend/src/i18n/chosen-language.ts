import { LANGUAGES, type Language, languageFor } from './locales.ts';

const STORED_LANGUAGE = 'energy:language';

/** The words of each language, of the pages and of the components’ library. */
export const MESSAGES: Record<Language, () => Promise<{ default: unknown; ui: unknown }>> = {
  en: () => import('./messages/en.ts'),
  de: () => import('./messages/de.ts'),
};

/** The language that the person chose on this device, or else prefers. */
export function chosenLanguage(): Language {
  const stored = localStorage.getItem(STORED_LANGUAGE);
  return LANGUAGES.find((each) => each === stored) ?? languageFor(navigator.languages);
}

/** Remembers on this device what the person chose. */
export function rememberLanguage(chosen: Language): void {
  localStorage.setItem(STORED_LANGUAGE, chosen);
}
