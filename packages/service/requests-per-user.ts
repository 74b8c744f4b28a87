import { wholeNumber } from './configuration.ts';

/** The rate limit of one user at one process. */
export const REQUESTS_PER_USER = wholeNumber({
  default: 3_000,
  min: 1,
  max: 1_000_000_000,
  description: 'How many requests one user may send to this process within ten seconds.',
});
