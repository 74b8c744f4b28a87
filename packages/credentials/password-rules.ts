import { normalisedName, RuleViolation } from '@energy/domain';
import {
  type CommonWords,
  countCommonWords,
  lettersOf,
  loadCommonWords,
  repeatedPart,
} from './common-words.ts';

/**
 * The rules of NIST SP 800-63B-4 (section 3.1.1.2) for a password that is the only thing asked for:
 * 15 characters or more, of any kind and mixture; no common or breached password; nothing that follows
 * from the user's name or from the platform's.
 */
export const MIN_PASSWORD_LENGTH = 15;
export const MAX_PASSWORD_LENGTH = 1_000;

const MIN_LETTERS = 4;
const MIN_DIFFERENT_CHARACTERS = 5;
const MIN_NAME_LETTERS = 3;
/** Longer than two words of the lists. */
const MAX_GUESSED_LETTERS = 64;

const SIGNS_AT_ENDS =
  /^(?:(?!\p{Extended_Pictographic})[^\p{L}\p{M}])+|(?:(?!\p{Extended_Pictographic})[^\p{L}\p{M}])+$/gu;

/** Digits and signs that stand for letters. What else is among the letters is left out. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '8': 'b',
  '3': 'e',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

export interface PasswordToCheck {
  readonly password: string;
  readonly userName: string;
  /** The field of the request that a refusal names. */
  readonly field: string;
}

/**
 * Checks a password that a user has chosen.
 *
 * @throws RuleViolation that says what is wrong with it, never what it is
 */
export async function checkChosenPassword({
  password,
  userName,
  field,
}: PasswordToCheck): Promise<void> {
  const refuse = (rule: string, reason: string): never => {
    throw new RuleViolation(rule, `The password ${reason}.`, field);
  };
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) {
    refuse('password-too-short', `must have at least ${MIN_PASSWORD_LENGTH} characters`);
  }
  if (length > MAX_PASSWORD_LENGTH) {
    refuse('password-too-long', `must have at most ${MAX_PASSWORD_LENGTH} characters`);
  }
  if (!password.isWellFormed()) {
    refuse('password-malformed', 'contains half a character, which cannot be typed again');
  }
  const readings = readingsOf(normalisedName(password));
  const parts = readings.map(repeatedPart);
  const partsWithoutName = remaindersOf(readings, namesOf(userName)).map(repeatedPart);
  const words = await loadCommonWords([...parts, ...partsWithoutName]);
  if (partsWithoutName.some((part) => isGuessable(part, words))) {
    refuse('password-is-name', "must be more than the user's name with little added");
  }
  if (isFewCharacters(password) || parts.some((part) => isGuessable(part, words))) {
    refuse(
      'password-common',
      'is too easy to guess: use three or more words that do not belong together',
    );
  }
}

/** Digits and signs alone are dates, numbers of phones and accounts, and rows of keys. */
function isFewCharacters(password: string): boolean {
  return (
    new Set(password).size < MIN_DIFFERENT_CHARACTERS || lettersOf(password).length < MIN_LETTERS
  );
}

/** The letters of a password without the digits and signs at its ends, in the ways of reading them. */
function readingsOf(password: string): readonly string[] {
  const core = password.replaceAll(SIGNS_AT_ENDS, '');
  const withLetters = core.replaceAll(/[@4830$57]/g, (sign) => SUBSTITUTES[sign]!);
  const readings = [core, ...['', 'i', 'l'].map((one) => withLetters.replaceAll(/[1!|]/g, one))];
  const letters = readings.map(lettersOf);
  return [...letters, withoutRepeatedLetters(lettersOf(core))];
}

/** Types each letter once where all are repeated, or where one is three times or more: words have two. */
function withoutRepeatedLetters(letters: string): string {
  const runs = letters.match(/(.)\1*/gu) ?? [];
  const fewest = runs.every((run) => [...run].length > 1) ? 2 : 3;
  return runs.map((run) => ([...run].length < fewest ? run : [...run][0])).join('');
}

/** One word of any list, or two common ones. */
function isGuessable(part: string, words: CommonWords): boolean {
  if (part.length < MIN_LETTERS || words.dictionary.has(part)) return true;
  return part.length <= MAX_GUESSED_LETTERS && countCommonWords(part, words) <= 2;
}

/** The letters that remain of those readings that contain a name. */
function remaindersOf(readings: readonly string[], names: readonly string[]): readonly string[] {
  return readings.flatMap((letters) => {
    const rest = names.reduce((text, name) => text.replaceAll(name, ''), letters);
    return rest === letters ? [] : [rest];
  });
}

/** The parts of a name that are long enough not to be part of many words. */
function namesOf(userName: string): readonly string[] {
  const name = normalisedName(userName);
  const parts = [name, ...name.split(/[^\p{L}\p{M}]+/u)].map(lettersOf);
  return parts.filter(({ length }) => length >= MIN_NAME_LETTERS);
}
