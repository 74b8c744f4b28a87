// Vitest runs this before each file of tests of the pages.
import { afterEach } from 'vitest';
import { Visitor } from './visitor.ts';

/** Adds to a failure what the pages showed: nobody can look at those of another machine. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const shown = await Promise.all([...Visitor.present].map((visitor) => visitor.describe()));
  throw new Error(shown.join('\n'));
});
