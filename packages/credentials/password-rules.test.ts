import { RuleViolation } from '@energy/domain';
import { describe, expect, it } from 'vitest';
import { checkChosenPassword } from './password-rules.ts';
import { oneTimePassword } from './passwords.ts';

const check = (password: string, userName = 'Ann') =>
  checkChosenPassword(password, userName, 'newPassword');

describe('a chosen password', () => {
  it.each([
    'twelve chars',
    'всего хорошего',
    '天地玄黄宇宙洪荒日月盈昃',
    '🔌🔥🌊🌬️☀️⚡ energy',
    'long '.repeat(200),
    'annual planning in the barn',
    oneTimePassword(),
  ])('may be %j', (password) => {
    expect(() => check(password)).not.toThrow();
  });

  it.each([
    ['password-too-short', 'eleven char'],
    ['password-too-short', '🔌🔥🌊🌬☀⚡'],
    ['password-too-long', 'x'.repeat(1_001)],
    ['password-malformed', 'half a character \ud800'],
    ['password-common', 'Password1234'],
    ['password-common', 'ＱｗｅｒｔｙＱｗｅｒｔｙ'],
    ['password-common', '            '],
    ['password-common', 'abababababab'],
    ['password-common', '1111111111112'],
  ])('is refused: %s', (rule, password) => {
    expect(() => check(password)).toThrow(expect.objectContaining({ rule, field: 'newPassword' }));
  });

  it.each(['Alexandra Maier', 'alexandra maier1', 'ALEXANDRA MAIER2026!'])(
    "is not the user's name: %s",
    (password) => {
      expect(() => check(password, 'Alexandra Maier')).toThrow(
        expect.objectContaining({ rule: 'password-is-name' }),
      );
    },
  );

  it('may hold the name beside enough else', () => {
    expect(() => check('Alexandra reads by candlelight', 'Alexandra')).not.toThrow();
  });

  it('is not told to anybody', () => {
    try {
      check('Password1234');
    } catch (error) {
      expect(error).toBeInstanceOf(RuleViolation);
      expect(JSON.stringify(error) + (error as Error).stack).not.toContain('Password1234');
    }
    expect.assertions(2);
  });
});
