import { IntervalRecount } from './interval-recount.ts';
import type { Recount, RecountOptions } from './recount.ts';
import { RegisterRecount } from './register-recount.ts';

/** Begins to count the readings of a device as registers or as energy of intervals, as its meter is described. */
export function recountAsDescribed(options: RecountOptions): Recount {
  return options.meter.register
    ? new RegisterRecount(options, options.meter.register)
    : new IntervalRecount(options);
}
