import { describe, expect, it } from 'vitest';
import { languageFor, regionalLocale } from './locales.ts';

describe('the language', () => {
  it('is the first that a person prefers and the pages speak', () => {
    expect(languageFor(['fr-BE', 'de-AT', 'en'])).toBe('de');
    expect(languageFor(['EN-us'])).toBe('en');
  });

  it('is English for whoever prefers none of them', () => {
    expect(languageFor(['fr', 'den'])).toBe('en');
    expect(languageFor([])).toBe('en');
  });

  it('is written as people do where the device is', () => {
    expect(regionalLocale('en', ['de-DE', 'en-GB', 'en-US'])).toBe('en-GB');
    expect(regionalLocale('de', ['en-GB'])).toBe('de');
  });
});
