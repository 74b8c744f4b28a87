import { RuleViolation } from '@energy/domain';
import { describe, expect, it } from 'vitest';
import { loadCommonWords, MAX_DICTIONARY_LETTERS } from './common-words.ts';
import { checkChosenPassword } from './password-rules.ts';
import { oneTimePassword } from './passwords.ts';

const check = (password: string, userName = 'Ann') =>
  checkChosenPassword({ password, userName, field: 'newPassword' });

const refusal = (rule: string) => expect.objectContaining({ rule, field: 'newPassword' });

describe('a chosen password', () => {
  it.each([
    'three tin roofs',
    'quiet winter evenings',
    'candlelight reading',
    'всего хорошего, друзья',
    '天地玄黄宇宙洪荒日月盈昃辰宿列',
    '🔌🔥🌊🌬️☀️⚡ energy flows',
    'a long and quiet winter evening, '.repeat(30),
    'annual planning in the barn',
    'zebra marble ladder',
    'zebra marble ladder ladder 0a23761736',
    'amber ribbon kettle ladder 144253d4de',
    'Fx9-kkQ2.mmZ7-pLw',
    oneTimePassword(),
  ])('may be %j', async (password) => {
    await expect(check(password)).resolves.toBeUndefined();
  });

  it.each([
    ['password-too-short', 'quiet evenings'],
    ['password-too-short', '🔌🔥🌊🌬☀⚡'],
    ['password-too-long', 'x'.repeat(1_001)],
    ['password-malformed', 'half a character \ud800'],
  ])('is refused by its length or form: %s', async (rule, password) => {
    await expect(check(password)).rejects.toEqual(refusal(rule));
  });

  it.each([
    'energyplatform1',
    'EnergyPlatform2026!',
    'energy-platform-1',
    'myenergyplatform1',
    'Stadtwerke2026!!',
    'Stromzähler2026!!',
    'administrator2026',
    'Summer2026!!!!!',
    'Winter2025/2026!',
    'September2026!!',
    'iloveyou1234567',
    '!!!!password1234',
    'iloveyouforever',
    'ilovemyhusband123',
    'PasswordPassword1!',
    'P@ssw0rd!P@ssw0rd!',
    '1l0vey0u1l0vey0u',
    'Pa$$w0rd12345678',
    'motdepasse12345',
    'wachtwoord12345',
    'пароль123456789',
    'ＱｗｅｒｔｙＱｗｅｒｔｙ１２３４',
    'chandelier12345!',
    'netherlands-2026',
    'dragon123dragon123',
    'correct horse battery staple',
  ])('is no common word, or two, with digits and signs around it: %s', async (password) => {
    await expect(check(password)).rejects.toEqual(refusal('password-common'));
  });

  it.each([
    '1234567890abcde',
    'qwertyuiop12345',
    'asdfghjkl;12345',
    '1qaz2wsx3edc4rfv',
    '!QAZ2wsx#EDC4rfv',
    'zaq12wsxcde34rfv',
    '1q2w3e4r5t6y7u8i',
    'lkjhgfdsapoiuytrewq',
    'abcabcabcabcabc1',
    'aabbccddeeffgghh',
    'ppaasssswwoorrdd',
    'passwooooord12345',
    '123456789012345',
    '2026-11-29 2026-11-29',
    '0032 475 12 34 56 78',
    '               ',
    'abababababababab',
    '1111111111111112',
  ])('is no row of keys, sequence, date or number: %s', async (password) => {
    await expect(check(password)).rejects.toEqual(refusal('password-common'));
  });

  it.each([
    'Alexandra Maier',
    'alexandra maier1',
    'ALEXANDRA MAIER2026!',
    'Alexandra12345678',
    'maier-password-1',
  ])("is not the user's name with little added: %s", async (password) => {
    await expect(check(password, 'Alexandra Maier')).rejects.toEqual(refusal('password-is-name'));
  });

  it("may contain the user's name beside enough else", async () => {
    const password = 'Alexandra reads by candlelight';
    await expect(check(password, 'Alexandra')).resolves.toBeUndefined();
  });

  it('is not part of the refusal', async () => {
    const error = await check('Password1234567').catch((reason) => reason);
    expect(error).toBeInstanceOf(RuleViolation);
    expect(JSON.stringify(error) + error.stack).not.toContain('Password1234567');
  });
});

describe('the dictionary', () => {
  it('has no words that are longer than the letters for which it is loaded', async () => {
    const { dictionary } = await loadCommonWords(['short']);
    const longest = [...dictionary].reduce((most, { length }) => Math.max(most, length), 0);
    expect(longest).toBe(MAX_DICTIONARY_LETTERS);
  });

  it('is not loaded to judge long texts', async () => {
    const long = 'x'.repeat(MAX_DICTIONARY_LETTERS + 1);
    expect((await loadCommonWords([long])).dictionary.size).toBe(0);
  });
});
