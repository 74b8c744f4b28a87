import { normalisedName, RuleViolation } from '@energy/domain';

/**
 * What a chosen password may be, after NIST SP 800-63B-4 (section 3.1.1.2): long, not known
 * to be common, nothing that follows from its user's name; any characters, in any mixture. The
 * shortest one is longer than the 8 characters that every password needs there, and shorter than
 * the 15 that it wants of the only thing that is asked for.
 */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 1_000;

const SHORTEST_BESIDE_NAME = 8;
const FEWEST_DIFFERENT = 5;

/** The first guesses of the allowed length: common ones, rows of a keyboard, this platform's words. */
const COMMON = new Set([
  '0123456789012',
  '123123123123',
  '123321123321',
  '1234512345123',
  '123456123456',
  '1234567890123',
  '123456789012',
  '1234567890-=',
  '123456789abc',
  '123456abcdef',
  '123456qwerty',
  '123qweasdzxc',
  '1q2w3e4r5t6y',
  '1q2w3e4r5t6y7u',
  '1q2w3e4r5t6y7u8i',
  '1qaz2wsx3edc',
  '1qaz2wsx3edc4rfv',
  '1qazxsw23edc',
  'abc123456789',
  'abcd12345678',
  'abcdefghijkl',
  'abcdefghijklmnopqrstuvwxyz',
  'adminadminadmin',
  'administrator',
  'administrator1',
  'asdfghjkl123',
  "asdfghjkl;'",
  'changemechangeme',
  'changeme1234',
  'correcthorsebatterystaple',
  'energyenergy',
  'energyplatform',
  'energyutility',
  'football1234',
  'iloveyou1234',
  'iloveyouforever',
  'letmeinletmein',
  'motdepasse123',
  'passw0rd1234',
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'p@ssw0rd1234',
  'q1w2e3r4t5y6',
  'qazwsxedcrfv',
  'qwerty123456',
  'qwertyasdfgh',
  'qwertyqwerty',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiop[]',
  'qwertyuiopasdfghjkl',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdf',
  'wachtwoord123',
  'welcome12345',
  'welcomewelcome',
  'zaq12wsxcde3',
  'zxcvbnm12345',
]);

/**
 * Checks a password that a user has chosen.
 *
 * @throws RuleViolation that says what is wrong with it, never what it is
 */
export function checkChosenPassword(password: string, userName: string, field: string): void {
  const refuse = (rule: string, reason: string): never => {
    throw new RuleViolation(rule, `The password ${reason}.`, field);
  };
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) {
    refuse('password-too-short', `must have at least ${SHORTEST_PASSWORD} characters`);
  }
  if (length > LONGEST_PASSWORD) {
    refuse('password-too-long', `must have at most ${LONGEST_PASSWORD} characters`);
  }
  if (!password.isWellFormed()) {
    refuse('password-malformed', 'holds half a character, which nobody can type again');
  }
  const simple = normalisedName(password);
  if (COMMON.has(simple) || new Set(simple).size < FEWEST_DIFFERENT) {
    refuse('password-common', 'is one of the first that anybody would guess');
  }
  if (besideName(simple, normalisedName(userName)).length < SHORTEST_BESIDE_NAME) {
    refuse('password-is-name', "must be more than the user's name with little added");
  }
}

/** Short names are left in: they are part of many words. */
function besideName(password: string, name: string): string {
  return name.length < 3 ? password : password.replaceAll(name, '');
}
