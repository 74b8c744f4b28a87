import type { Decider } from './decider.ts';
import { RuleViolation } from './decider.ts';
import { mixesScripts, refuseInvisibleCharacters } from './readable-text.ts';

/**
 * Stream `username-<normalised name>`: the holder of a login name. Registering or renaming a user
 * takes the name here first, so that one of two concurrent commands gets it.
 */
export type UserNameEvent =
  | {
      readonly type: 'UserNameTaken';
      /** `name` as the user entered it. */
      readonly data: { readonly userId: string; readonly name: string };
    }
  | { readonly type: 'UserNameReleased'; readonly data: Record<string, never> };

export type UserNameState =
  | { readonly status: 'Free' }
  | { readonly status: 'Taken'; readonly userId: string; readonly name: string };

export type UserNameCommand =
  | {
      readonly type: 'TakeUserName';
      readonly data: {
        readonly userId: string;
        readonly name: string;
        /**
         * A holder who is known not to use the name: the registration or renaming failed half-way.
         * If this user still holds the name, it changes hands.
         */
        readonly abandonedBy?: string;
      };
    }
  /** Changes nothing if another user holds the name by now. */
  | { readonly type: 'ReleaseUserName'; readonly data: { readonly userId: string } };

export const userNameDecider: Decider<UserNameCommand, UserNameEvent, UserNameState> = {
  initialState: { status: 'Free' },
  decide,
  evolve,
};

/** The prefix of all reservation streams. */
export const USER_NAME_STREAMS = 'username-';
export const userNameStream = (name: string): string => USER_NAME_STREAMS + normalisedName(name);

const MAX_NAME_LENGTH = 100;

/**
 * Characters that no name ever had: control characters and line breaks, halves of characters, and code
 * points that Unicode has not assigned, whose case is not known.
 */
const UNFIT = /[\p{Cc}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u;
const PRIVATE_USE = /\p{Co}/u;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * Reads a login name, without the spaces around it: one line of 1 to 100 characters (also when ligatures and
 * the like are written out) of one script, none of them invisible.
 *
 * @throws RuleViolation `invalid-name`, `invisible-character` or `mixed-scripts`
 */
export function userName(text: string): string {
  const name = text.trim();
  if (!isPossibleName(name) || PRIVATE_USE.test(name)) {
    throw new RuleViolation(
      'invalid-name',
      `The name must be one line of 1 to ${MAX_NAME_LENGTH} characters that can be seen.`,
      'name',
    );
  }
  refuseInvisibleCharacters('name', name);
  if (mixesScripts(name)) {
    throw new RuleViolation(
      'mixed-scripts',
      'The name mixes letters of several scripts, which can look alike: write it in one script.',
      'name',
    );
  }
  return name;
}

/** Tests whether a user can have this name, by the current rules or those of an earlier release. */
export function isPossibleName(text: string): boolean {
  const name = text.trim();
  if (name.length > 2 * MAX_NAME_LENGTH || UNFIT.test(name)) return false;
  const lengths = [name, normalisedName(name)].map((form) => [...form].length);
  return lengths.every((length) => length >= 1 && length <= MAX_NAME_LENGTH);
}

/**
 * Normalises a name: all spellings of one name have the same result. Names are unique by it.
 *
 * The rule is the identifier caseless matching of the Unicode Standard (section 3.13, definition
 * D147, on NFKC_Casefold): compatibility forms are replaced (full-width letters, ligatures), case is
 * folded (ß, ẞ and SS are ss), and characters that can't be seen (soft hyphens, zero-width joiners)
 * are left out. As in the Nickname profile of RFC 8266 (section 2.1), spaces around the name don't
 * count, and several in a row count as one. Beyond the standard, the Turkish ı counts as i, as its
 * capital does; İ keeps its dot.
 *
 * Each step may make work for another, so they are repeated until nothing changes.
 */
export function normalisedName(name: string): string {
  const simpler = caseFolded(name.normalize('NFKD').replace(IGNORABLE, ''))
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .trim();
  return simpler === name ? name : normalisedName(simpler);
}

/** Folds case character by character: the small form of a letter (Σ) must not depend on its neighbours. */
function caseFolded(text: string): string {
  return Array.from(text, (character) => character.toLowerCase().toUpperCase().toLowerCase()).join(
    '',
  );
}

function decide(command: UserNameCommand, state: UserNameState): readonly UserNameEvent[] {
  switch (command.type) {
    case 'TakeUserName':
      return take(command.data, state);
    case 'ReleaseUserName':
      return heldBy(command.data.userId, state) ? [released] : [];
    default:
      return command satisfies never;
  }
}

function evolve(_state: UserNameState, event: UserNameEvent): UserNameState {
  switch (event.type) {
    case 'UserNameTaken':
      return { status: 'Taken', ...event.data };
    case 'UserNameReleased':
      return { status: 'Free' };
    default:
      return event satisfies never;
  }
}

const released: UserNameEvent = { type: 'UserNameReleased', data: {} };

interface NameClaim {
  readonly userId: string;
  readonly name: string;
  readonly abandonedBy?: string;
}

function take(
  { userId, name, abandonedBy }: NameClaim,
  state: UserNameState,
): readonly UserNameEvent[] {
  const taken: UserNameEvent = { type: 'UserNameTaken', data: { userId, name: userName(name) } };
  if (state.status === 'Free') return [taken];
  if (state.userId === userId) return [];
  if (state.userId === abandonedBy) return [released, taken];
  throw new RuleViolation('name-taken', `Another user is called "${state.name}".`, 'name');
}

function heldBy(userId: string, state: UserNameState): boolean {
  return state.status === 'Taken' && state.userId === userId;
}
