import { OWNERSHIP_INDEX } from '@energy/accounts';
import { PROJECTIONS, type ProjectionDefinition } from '@energy/read-models/projection';
import { InvalidOption } from '../usage-error.ts';

/** The totals of hours, which are computed from readings and not from events. */
export const HOURLY_CONSUMPTION = 'hourly-consumption';

/** The totals of days, which are computed from those of hours. */
export const DAILY_CONSUMPTION = 'daily-consumption';

const OTHERS = [HOURLY_CONSUMPTION, DAILY_CONSUMPTION, OWNERSHIP_INDEX] as const;

/** Projection that an operator can name: one of events, the totals of hours or of days, or the index of commands. */
export type Named = ProjectionDefinition | (typeof OTHERS)[number];

const NAMES = [...PROJECTIONS.map(({ name }) => name), ...OTHERS];

/** @throws InvalidOption if there is no projection of that name */
export function projectionNamed(name: string): Named {
  const other = OTHERS.find((each) => each === name);
  if (other) return other;
  const projection = PROJECTIONS.find((each) => each.name === name);
  if (projection) return projection;
  throw new InvalidOption(`There is no projection "${name}". There are: ${NAMES.join(', ')}.`);
}
