import { type Configuration, optional, type Variable } from './configuration.ts';
import { StartupError } from './startup-error.ts';

/** What clients read about the utility, on the pages and on statements. */
export const UTILITY_VARIABLES = {
  UTILITY_NAME: optional(
    text(60, 'The name of the utility, on all pages and statements. By default, Energy.'),
  ),
  UTILITY_SUPPORT: optional(
    text(300, 'How clients reach the utility: below the sign-in and on statements.'),
  ),
  UTILITY_SUPPORT_DE: optional(
    text(300, 'UTILITY_SUPPORT in German. By default, the same text in all languages.'),
  ),
};

/** A utility by its name and, by language, how clients reach it. What is missing is not configured. */
export interface Utility {
  readonly name?: string | undefined;
  readonly support?: Readonly<Record<'en' | 'de', string>> | undefined;
}

/** @throws StartupError for a German text alone */
export function toUtility({
  UTILITY_NAME: name,
  UTILITY_SUPPORT: support,
  UTILITY_SUPPORT_DE: german,
}: Configuration<typeof UTILITY_VARIABLES>): Utility {
  if (support === undefined) {
    if (german === undefined) return { name };
    throw new StartupError('UTILITY_SUPPORT_DE needs UTILITY_SUPPORT, for the other languages.');
  }
  return { name, support: { en: support, de: german ?? support } };
}

function text(max: number, description: string): Variable<string> {
  const read = (value: string) =>
    value.length <= max && !/\p{Cc}/u.test(value) ? value : undefined;
  return { description, expects: `one line of up to ${max} characters`, default: undefined, read };
}
