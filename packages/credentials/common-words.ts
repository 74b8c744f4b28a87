/** Words that attackers build guesses from. */
export interface CommonWords {
  /** Passwords from breaches, and words of this platform: guessed in pairs as well. */
  readonly passwords: ReadonlySet<string>;
  /** Words and names from a dictionary: guessed alone, with digits and signs around them. */
  readonly dictionary: ReadonlySet<string>;
}

/** Words of the platform and its trade, and well-known passwords, that the lists lack. */
const PLATFORM_WORDS = `
  account admin administrator client consumption customer device electric electricity energy grid limit
  meter operator owner platform portal power smart solar summer autumn spring winter supplier user utility
  abrechnung anbieter energie gas haushalt kunde kundin leistung messer netz plattform sommer herbst
  frühling fruehling strom stadtwerke stromzähler stromzaehler verbrauch versorger verwaltung wärme
  waerme zähler zaehler zählerstand zaehlerstand
  beheerder elektriciteit gebruiker klant meterstand netwerk stroom verbruik zomer herfst lente
  abonné administrateur chauffage compteur consommation courant électricité fournisseur automne hiver
  correcthorsebatterystaple quickbrownfox пароль привет энергия
`;

/** Words that add nothing to a guess. */
const FILLERS = new Set(
  `a an and at for hate i in is it love me my of on our the this to we with you your
  das dein der die ein eine ich ist mein meine mit und wir das de du et het ik je la le les ma mijn mon`
    .split(/\s+/)
    .filter(Boolean),
);

/** Neighbours on keyboards and in the alphabet, in the order in which they are typed. */
const KEY_ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'qazwsxedcrfvtgbyhnujmikolp',
  'zaqxswcdevfrbgtnhymjukilop',
];

/** Minimum length of a word: shorter ones are part of too many others. */
const MIN_WORD_LETTERS = 3;

/** Letters of the longest word of the dictionary. */
export const MAX_DICTIONARY_LETTERS = 23;

const NO_WORDS: ReadonlySet<string> = new Set();

let passwords: Promise<ReadonlySet<string>> | undefined;
let dictionary: Promise<ReadonlySet<string>> | undefined;

/**
 * Loads the lists at the first call: only processes in which people choose passwords need them. Leaves the
 * dictionary out where all texts are longer than its words: loading it takes 0.2 s, in which nothing else runs.
 */
export async function loadCommonWords(texts: readonly string[]): Promise<CommonWords> {
  passwords ??= loadPasswords();
  if (texts.every(({ length }) => length > MAX_DICTIONARY_LETTERS)) {
    return { passwords: await passwords, dictionary: NO_WORDS };
  }
  dictionary ??= loadDictionary();
  return { passwords: await passwords, dictionary: await dictionary };
}

async function loadPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary: common } = await import('@zxcvbn-ts/language-common');
  return lettersOfAll([PLATFORM_WORDS.split(/\s+/), ...listsIn(common)]);
}

async function loadDictionary(): Promise<ReadonlySet<string>> {
  const { dictionary: english } = await import('@zxcvbn-ts/language-en');
  return lettersOfAll(listsIn(english));
}

function listsIn(lists: Readonly<Record<string, unknown>>): readonly (readonly string[])[] {
  return Object.values(lists) as readonly (readonly string[])[];
}

function lettersOfAll(lists: readonly (readonly string[])[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const list of lists) {
    for (const word of list) {
      const letters = lettersOf(word.toLowerCase());
      if (letters.length >= MIN_WORD_LETTERS) all.add(letters);
    }
  }
  return all;
}

/** Removes digits, signs, spaces and accents from a text. Emoji count as letters. */
export function lettersOf(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/(?!\p{Extended_Pictographic})[\p{N}\p{P}\p{S}\p{Z}\p{C}\p{M}]/gu, '');
}

/** Tests whether letters are neighbours in a key row, in either direction, such as `qwertz` or `fedcba`. */
function isKeyRow(letters: string): boolean {
  if (letters.length < MIN_WORD_LETTERS) return false;
  const backwards = [...letters].reverse().join('');
  return KEY_ROWS.some((row) => row.includes(letters) || row.includes(backwards));
}

/**
 * Counts the common words that letters consist of, as few as possible, without fillers;
 * `Infinity` if they consist of anything else.
 */
export function countCommonWords(letters: string, { passwords }: CommonWords): number {
  const fewest = [0];
  for (let end = 1; end <= letters.length; end++) {
    let count = Number.POSITIVE_INFINITY;
    for (let start = 0; start < end; start++) {
      const word = letters.slice(start, end);
      const before = fewest[start]!;
      if (FILLERS.has(word)) count = Math.min(count, before);
      else if (passwords.has(word) || isKeyRow(word)) count = Math.min(count, before + 1);
    }
    fewest.push(count);
  }
  return fewest.at(-1)!;
}

/** Finds the shortest text whose repetition yields a text: `monkey` of `monkeymonkeymon`. */
export function repeatedPart(text: string): string {
  for (let length = MIN_WORD_LETTERS; length <= text.length / 2; length++) {
    const part = text.slice(0, length);
    if (part.repeat(Math.ceil(text.length / length)).startsWith(text)) return part;
  }
  return text;
}
