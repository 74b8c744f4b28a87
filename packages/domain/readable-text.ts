import { RuleViolation } from './decider.ts';

/**
 * Characters that hide, reorder or change text without being seen: direction and layout controls, joiners,
 * variation selectors, tags, fillers, and blanks that are no spaces. Formatting characters that are visible,
 * such as the Arabic number sign, are not among them.
 */
const INVISIBLE =
  /[[\p{Cf}--[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]]\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}]/v;

/** Scripts that join or separate letters by the zero-width joiner and non-joiner. */
const SCRIPTS_WITH_JOINERS =
  'Arab Syrc Nkoo Mong Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt';

/** The sequences in which a script or an emoji needs an invisible character. */
const neededInvisible = onFirstUse(
  () =>
    new RegExp(
      [
        String.raw`\p{RGI_Emoji}`,
        String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
        String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
        String.raw`(?<=[${characterClass(SCRIPTS_WITH_JOINERS)}])[\u200c\u200d]`,
        // Variants of Chinese characters in Japanese names, and of Mongolian letters.
        String.raw`(?<=\p{Script=Han})[\ufe00-\ufe02\u{e0100}-\u{e01ef}]`,
        String.raw`(?<=\p{Script=Mongolian})[\u180b-\u180f]`,
      ].join('|'),
      'gv',
    ),
);

/** The scripts of living languages (Unicode Standard Annex 31, tables 5 and 7). */
const SCRIPTS = (
  'Adlm Arab Armn Bali Bamu Batk Beng Bopo Cakm Cans Cham Cher Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani ' +
  'Hebr Hira Hmnp Java Kali Kana Khmr Knda Lana Laoo Latn Lepc Limb Lisu Mand Mlym Mong Mtei Mymr Newa Nkoo ' +
  'Olck Orya Osge Plrd Rohg Saur Sinh Sund Sylo Syrc Tale Talu Taml Tavt Telu Tfng Thaa Thai Tibt Vaii Wcho Yiii'
).split(' ');

/** Scripts that people write together. */
const COMBINED_SCRIPTS = ['Latn Hani Hira Kana', 'Latn Hani Bopo', 'Latn Hani Hang'];

const oneScript = onFirstUse(
  () =>
    new RegExp(
      [...SCRIPTS, ...COMBINED_SCRIPTS]
        .map((codes) => `^[${characterClass(`${codes} Zyyy Zinh`)}]*$`)
        .join('|'),
      'v',
    ),
);

/** Signs whose compatibility form has Latin letters, which are used with any script. */
const SIGNS_WITH_LATIN_FORM = /[№™℠]/gu;

/**
 * Refuses a text with an invisible character that neither its script nor an emoji needs: it could look like
 * another text, or hide one.
 *
 * @throws RuleViolation `invisible-character` that names the character
 */
export function refuseInvisibleCharacters(field: string, text: string): void {
  if (!INVISIBLE.test(text)) return;
  const found = INVISIBLE.exec(text.replace(neededInvisible(), ''))?.[0];
  if (found === undefined) return;
  throw new RuleViolation(
    'invisible-character',
    `The ${field} contains an invisible character (${codePointName(found)}): remove it.`,
    field,
  );
}

/**
 * Refuses the characters that change the direction of text: the visible text would differ from the stored
 * one. Arabic and Hebrew need none of them.
 *
 * @throws RuleViolation `bidirectional-control` that names the character
 */
export function refuseBidiControls(field: string, text: string): void {
  const found = /\p{Bidi_Control}/u.exec(text)?.[0];
  if (found === undefined) return;
  throw new RuleViolation(
    'bidirectional-control',
    `The ${field} contains a character that changes its direction (${codePointName(found)}): remove it.`,
    field,
  );
}

function codePointName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Reads one line of text, without the spaces around it.
 *
 * @param maxLength in code points
 * @throws RuleViolation `invalid-<field>` or `invisible-character`
 */
export function readLine(field: string, text: string, maxLength: number): string {
  const line = text.trim();
  const length = [...line].length;
  if (length < 1 || length > maxLength || /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(line)) {
    throw new RuleViolation(
      `invalid-${field}`,
      `The ${field} must be one line of 1 to ${maxLength} characters.`,
      field,
    );
  }
  refuseInvisibleCharacters(field, line);
  return line;
}

/**
 * Tests whether a text mixes scripts, whose letters may look alike, or uses a script of no living language.
 * Allows Japanese, Chinese and Korean with Latin ("highly restrictive" in Unicode Technical Standard 39).
 */
export function mixesScripts(text: string): boolean {
  return !oneScript().test(text.replace(SIGNS_WITH_LATIN_FORM, '').normalize('NFKC'));
}

/** Builds a character class of scripts, given by their codes in ISO 15924. */
function characterClass(codes: string): string {
  return codes.replaceAll(/\w+ ?/g, (code) => String.raw`\p{scx=${code.trim()}}`);
}

/** Builds an expression at its first use: building them all takes 70 ms, and most processes need none. */
function onFirstUse(build: () => RegExp): () => RegExp {
  let expression: RegExp | undefined;
  return () => (expression ??= build());
}
