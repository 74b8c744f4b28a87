import type { Rate } from './calls/rate-limit.ts';

/** What one user, one call or one reader may ask of an instance. */
export interface Limits {
  /** How many messages a user may send. */
  readonly messages: Rate;
  /** How many calls of any kind a user may make. */
  readonly calls: Rate;
  /** How many streams a user may have open. */
  readonly streamsPerUser: number;
  /** How long a call with one answer may take. */
  readonly longestCallMs: number;
  /** How long a reader may leave a message untaken. */
  readonly readerPatienceMs: number;
  /** How often it is looked whether the sessions of open streams go on. */
  readonly sessionLookEveryMs: number;
}

/** Far more than people need, and far less than would harm others. */
export const DEFAULT_LIMITS: Limits = {
  messages: { perSecond: 10, burst: 100 },
  calls: { perSecond: 200, burst: 2_000 },
  streamsPerUser: 100,
  longestCallMs: 10_000,
  readerPatienceMs: 20_000,
  sessionLookEveryMs: 2_000,
};
