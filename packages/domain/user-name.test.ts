import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  normalisedName,
  type UserNameCommand,
  type UserNameEvent,
  userName,
  userNameDecider,
  userNameStream,
} from './user-name.ts';

describe('a login name', () => {
  it('is trimmed and otherwise unchanged', () => {
    expect(userName('  Zoë van  Dam ')).toBe('Zoë van  Dam');
  });

  it.each(['x', '李', '🔌'.repeat(100), 'x'.repeat(100), 'a\u0308', 'می\u200cخواهم'])(
    'may be %j',
    (name) => {
      expect(userName(name)).toBe(name);
    },
  );

  it.each([
    ['nothing', ''],
    ['spaces', ' \u3000\u00a0'],
    ['too long', 'x'.repeat(101)],
    ['far too long', 'x'.repeat(10_000)],
    ['too long once its ligatures are written out', '\ufdfa'.repeat(6)],
    ['two lines', 'two\nlines'],
    ['two lines by Unicode', 'two\u2028lines'],
    ['a NUL', 'a\0b'],
    ['half a character', 'a\ud800'],
    ['invisible characters only', '\u200b\u00ad\ufe0f'],
    ['a code point that is not assigned', 'a\u0378'],
    ['a code point of private use', 'a\ue000'],
  ])('may not be %s', (_, name) => {
    expect(() => userName(name)).toThrow(
      expect.objectContaining({ rule: 'invalid-name', field: 'name' }),
    );
  });
});

describe('a login name', () => {
  it.each([
    'Zoë van Dam',
    "O'Brien",
    'O’Brien',
    'Łukasz Żółć-Nguyễn',
    'Θεοδώρα Παπαδοπούλου',
    "Мар'яна Ковальчук",
    'Квартира № 5',
    '山田 はなこ',
    'ヤマダ・タロウ Taro',
    '葛\u{e0100}城',
    '김민준 Kim',
    'علی\u200cرضا',
    'محمد ٤٢',
    'דוד בן־גוריון',
    'राम क्\u200dष',
    'ᏣᎳᎩ',
    '❤\ufe0f 👨\u200d👩\u200d👧 1\ufe0f\u20e3',
  ])('may be "%s"', (name) => {
    expect(userName(name)).toBe(name);
  });

  it.each([
    ['a Cyrillic а in Latin', 'Аda'],
    ['a Greek ο in Latin', 'Bοb'],
    ['a Greek letter in Cyrillic', 'Иvαн'],
    ['a Cherokee letter in Latin', 'ᎪDA'],
    ['an Armenian letter in Latin', 'Gօօgle'],
    ['a word of each', 'Anna Иванова'],
    ['a Cyrillic letter in mathematical Latin', '𝐀dа'],
    ['digits of another script', 'Ada ৪'],
    ['a script of no living language', 'ⲁⲃ'],
  ])('may not mix scripts: %s', (_, name) => {
    expect(() => userName(name)).toThrow(
      expect.objectContaining({ rule: 'mixed-scripts', field: 'name' }),
    );
  });

  it.each([
    ['an override of the direction', 'admin\u202enna'],
    ['an isolate', 'Ann\u2066a\u2069'],
    ['a right-to-left mark', 'Ann\u200f'],
    ['a zero-width space', 'An\u200bn'],
    ['a joiner where no script needs it', 'An\u200dn'],
    ['a soft hyphen', 'ad\u00admin'],
    ['a byte order mark', 'An\ufeffn'],
    ['a variation selector', 'Ann\ufe0f'],
    ['a tag', 'Ann\u{e0061}'],
    ['a Hangul filler', 'Ann\u3164'],
    ['a blank of Braille', 'Ann\u2800'],
    ['an invisible operator', 'An\u2062n'],
  ])('may not hold %s', (_, name) => {
    expect(() => userName(name)).toThrow(
      expect.objectContaining({ rule: 'invisible-character', field: 'name' }),
    );
  });
});

describe('two names are one', () => {
  it.each([
    ['in another case', 'Ann', 'aNN'],
    ['with spaces around', 'Ann', ' Ann '],
    ['with several spaces within, or wide ones', 'Ann Lee', 'Ann \u3000\u00a0Lee'],
    ['with a letter and its accent apart', 'Zoë', 'Zoe\u0308'],
    ['in full-width letters', 'Ann', 'Ａｎｎ'],
    ['with ligatures', 'Steffi', 'Steﬃ'],
    ['with ß', 'Strauß', 'STRAUSS'],
    ['with a capital ẞ', 'Strauß', 'STRAUẞ'],
    ['with either small sigma', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['with a sigma that ends a part', 'ΣΑΣ', 'σασ'],
    ['with a capital I or either small one', 'IRIS', 'ırıs'],
    ['with a dotted capital I or its parts', 'İ', 'i\u0307'],
    ['with a long s or a Kelvin sign', 'Kiss', '\u212aiſſ'],
    ['with an iota below, in any order of marks', 'ᾴ', 'α\u0345\u0301'],
    ['with an iota below and a dot above', 'ᾳ\u0307', 'α\u0307\u0345'],
    ['with a soft hyphen or a zero-width space within', 'admin', 'ad\u00admi\u200bn'],
    ['in mathematical letters', 'Ann', '𝐀𝐧𝐧'],
  ])('%s', (_, one, other) => {
    expect(normalisedName(other)).toBe(normalisedName(one));
  });

  it.each([
    ['Ann', 'Anna'],
    ['Zoe', 'Zoë'],
    ['Ann Lee', 'AnnLee'],
    ['İ', 'I'],
    ['а', 'a'],
  ])('but not %s and %s', (one, other) => {
    expect(normalisedName(other)).not.toBe(normalisedName(one));
  });

  it('whatever their case, for every character that has one or another form', () => {
    const differing: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const character = String.fromCodePoint(codePoint);
      if (!/[\p{Changes_When_NFKC_Casefolded}\p{Cased}]/u.test(character)) continue;
      const normalised = normalisedName(character);
      const forms = [character.toUpperCase(), character.toLowerCase(), normalised];
      if (forms.some((form) => normalisedName(form) !== normalised)) differing.push(character);
    }
    expect(differing).toEqual([]);
  });

  const anyText = fc.string({ unit: fc.oneof(fc.string({ unit: 'binary' }), awkward()) });

  it('and normalising one again changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const normalised = normalisedName(text);
        expect(normalisedName(normalised)).toBe(normalised);
      }),
      { numRuns: 2_000 },
    );
  });

  it('whatever their Unicode form or case', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'), (text, form) => {
        const normalised = normalisedName(text);
        expect(normalisedName(text.normalize(form))).toBe(normalised);
        // Marks keep their letter through a change of case only where they stand apart from it.
        const apart = text.normalize('NFKD');
        expect(normalisedName(apart.toUpperCase())).toBe(normalised);
        expect(normalisedName(apart.toLowerCase())).toBe(normalised);
        expect(normalisedName(` ${text}\t`)).toBe(normalised);
      }),
      { numRuns: 2_000 },
    );
  });

  /** Characters whose forms depend on one another. */
  function awkward() {
    return fc.constantFrom(...'ßẞİıIiſΣσςᾳΐŉﬁﷺ´½Ａ\u0345\u0301\u0307\u0308\u00ad\u200d\u3000 ǅ');
  }
});

describe('holding a login name', () => {
  const taken = (userId: string, name: string): UserNameEvent => ({
    type: 'UserNameTaken',
    data: { userId, name },
  });
  const released: UserNameEvent = { type: 'UserNameReleased', data: {} };
  const take = (userId: string, name: string, abandonedBy?: string): UserNameCommand => ({
    type: 'TakeUserName',
    data: { userId, name, ...(abandonedBy !== undefined && { abandonedBy }) },
  });
  const release = (userId: string): UserNameCommand => ({
    type: 'ReleaseUserName',
    data: { userId },
  });

  function given(...events: UserNameEvent[]) {
    const state = events.reduce(userNameDecider.evolve, userNameDecider.initialState);
    return { when: (command: UserNameCommand) => userNameDecider.decide(command, state) };
  }

  it('is decided in one stream for all its forms', () => {
    expect(userNameStream(' ANN')).toBe('username-ann');
    expect(userNameStream('Ａｎｎ')).toBe('username-ann');
  });

  it('belongs to the first user who takes it', () => {
    expect(given().when(take('user-1', ' Ann'))).toEqual([taken('user-1', 'Ann')]);
    expect(() => given(taken('user-1', 'Ann')).when(take('user-2', 'ANN'))).toThrow(
      expect.objectContaining({ rule: 'name-taken', field: 'name' }),
    );
  });

  it('changes nothing for its holder', () => {
    expect(given(taken('user-1', 'Ann')).when(take('user-1', 'ANN'))).toEqual([]);
  });

  it('ends when the holder releases it, and it can be taken again', () => {
    const held = taken('user-1', 'Ann');
    expect(given(held).when(release('user-1'))).toEqual([released]);
    expect(given(held, released).when(take('user-2', 'Ann'))).toEqual([taken('user-2', 'Ann')]);
  });

  it('is not ended by anybody else, nor twice', () => {
    const held = taken('user-1', 'Ann');
    expect(given(held).when(release('user-2'))).toEqual([]);
    expect(given(held, released).when(release('user-1'))).toEqual([]);
    expect(given().when(release('user-1'))).toEqual([]);
  });

  it('passes from a holder whose registration was interrupted', () => {
    const held = taken('user-1', 'Ann');
    expect(given(held).when(take('user-2', 'Ann', 'user-1'))).toEqual([
      released,
      taken('user-2', 'Ann'),
    ]);
  });

  it('does not pass where another user has taken it', () => {
    const history = [taken('user-1', 'Ann'), released, taken('user-3', 'Ann')];
    expect(() => given(...history).when(take('user-2', 'Ann', 'user-1'))).toThrow('Another user');
  });

  it('needs a name', () => {
    expect(() => given().when(take('user-1', ' '))).toThrow('1 to 100 characters');
  });
});
