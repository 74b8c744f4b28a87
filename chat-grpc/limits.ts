import type { Rate } from './calls/rate-limit.ts';

/** Limits of one instance. */
export interface Limits {
  /** The messages of one user. */
  readonly messages: Rate;
  /** All calls of one user. */
  readonly calls: Rate;
  /** The open streams of one user. */
  readonly streamsPerUser: number;
  /** The duration of a unary call. */
  readonly callTimeoutMs: number;
  /** The time in which the reader of a stream must accept a message. */
  readonly readerTimeoutMs: number;
  /** The interval at which the sessions of open streams are checked. */
  readonly sessionCheckIntervalMs: number;
}

/** Far above normal use, and low enough to protect other users. */
export const DEFAULT_LIMITS: Limits = {
  messages: { perSecond: 10, burst: 100 },
  calls: { perSecond: 200, burst: 2_000 },
  streamsPerUser: 100,
  callTimeoutMs: 10_000,
  readerTimeoutMs: 20_000,
  sessionCheckIntervalMs: 2_000,
};
