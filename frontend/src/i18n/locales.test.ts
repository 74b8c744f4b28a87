import { describe, expect, it } from 'vitest';
import { languageFor, regionalLocale } from './locales.ts';

describe('the language', () => {
  it('is the first supported one of the browser', () => {
    expect(languageFor(['fr-BE', 'de-AT', 'en'])).toBe('de');
    expect(languageFor(['EN-us'])).toBe('en');
  });

  it('is English where none is supported', () => {
    expect(languageFor(['fr', 'den'])).toBe('en');
    expect(languageFor([])).toBe('en');
  });

  it('formats numbers and dates in its preferred regional variant', () => {
    expect(regionalLocale('en', ['de-DE', 'en-GB', 'en-US'])).toBe('en-GB');
    expect(regionalLocale('de', ['en-GB'])).toBe('de');
  });
});
