export const LANGUAGES = ['en', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The name of each language in that language. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
};

/** The first supported language among the preferred locales, or else English. */
export function languageFor(preferred: readonly string[]): Language {
  const supported = preferred.map(findLanguage).find((language) => language !== undefined);
  return supported ?? 'en';
}

/**
 * The locale that formats numbers and dates in a language: the preferred regional variant, such as en-GB, or
 * else the language itself.
 */
export function regionalLocale(language: Language, preferred: readonly string[]): string {
  return preferred.find((locale) => findLanguage(locale) === language) ?? language;
}

function findLanguage(locale: string): Language | undefined {
  return LANGUAGES.find((language) => locale.toLowerCase().split('-')[0] === language);
}
