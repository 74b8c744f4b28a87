/** The languages that the pages speak. */
export const LANGUAGES = ['en', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

/** How each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
};

/** The language for whoever prefers these locales, in the order of preference. */
export function languageFor(preferred: readonly string[]): Language {
  const known = preferred.map(languageOf).find((language) => language !== undefined);
  return known ?? 'en';
}

/**
 * The locale by which numbers and dates are written in a language: as people write them where the device
 * says it is, if it says so in that language.
 */
export function regionalLocale(language: Language, preferred: readonly string[]): string {
  return preferred.find((locale) => languageOf(locale) === language) ?? language;
}

function languageOf(locale: string): Language | undefined {
  return LANGUAGES.find((language) => locale.toLowerCase().split('-')[0] === language);
}
