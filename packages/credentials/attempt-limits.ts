import { createHash } from 'node:crypto';
import { normalisedName } from '@energy/domain';

/** NIST SP 800-63B-4 (section 3.2.2) allows 100 failed attempts in a row for an account. */
export const MAX_FAILED_ATTEMPTS = 100;
/** The last attempts are left to browsers that the user has signed in with: others can't lock them out. */
export const MAX_FAILED_ATTEMPTS_OF_UNKNOWN = 90;

const UNDELAYED_ATTEMPTS = 10;
const DELAY_STEP_MS = 10_000;

/** An account that does not exist is counted as long as this after the last attempt. */
export const UNKNOWN_ACCOUNT_MS = 30 * 24 * 3_600_000;
export const UNKNOWN_ACCOUNTS = 'name:';

/** The attempts in a row that failed for an account. */
export interface FailedAttempts {
  readonly count: number;
  readonly lastAt: number;
}

export const NO_ATTEMPTS: FailedAttempts = { count: 0, lastAt: 0 };

export type AttemptJudgement =
  | { readonly status: 'allowed' }
  /** Too soon after the last one. */
  | { readonly status: 'delayed'; readonly retryAt: number }
  /** Until the password is reset, or the user signs in with a known browser. */
  | { readonly status: 'locked' };

/**
 * Judges one more attempt. After ten failed ones, each has to wait ten seconds longer than the one before:
 * 90 take nine hours. A known browser never waits.
 */
export function judgeAttempt(
  { count, lastAt }: FailedAttempts,
  { isKnownBrowser, now }: { readonly isKnownBrowser: boolean; readonly now: number },
): AttemptJudgement {
  const max = isKnownBrowser ? MAX_FAILED_ATTEMPTS : MAX_FAILED_ATTEMPTS_OF_UNKNOWN;
  if (count >= max) return { status: 'locked' };
  const retryAt = lastAt + Math.max(0, count - UNDELAYED_ATTEMPTS + 1) * DELAY_STEP_MS;
  return isKnownBrowser || now >= retryAt ? { status: 'allowed' } : { status: 'delayed', retryAt };
}

/** The account by which attempts are counted for a name that no user has, so that it behaves like others. */
export function unknownAccount(name: string): string {
  const hash = createHash('sha256').update(normalisedName(name)).digest('base64url');
  return UNKNOWN_ACCOUNTS + hash;
}
