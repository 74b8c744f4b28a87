import { PROJECTIONS, type ProjectionDefinition } from '@energy/read-models/projection';
import { InvalidOption } from '../usage-error.ts';

/** The totals of hours, which are computed from readings and not from events. */
export const HOURLY_CONSUMPTION = 'hourly-consumption';

/** The totals of days, which are computed from those of hours. */
export const DAILY_CONSUMPTION = 'daily-consumption';

/** Projection that an operator can name: one of events, or the totals of hours or of days. */
export type Named = ProjectionDefinition | typeof HOURLY_CONSUMPTION | typeof DAILY_CONSUMPTION;

const NAMES = [...PROJECTIONS.map(({ name }) => name), HOURLY_CONSUMPTION, DAILY_CONSUMPTION];

/** @throws InvalidOption if there is no projection of that name */
export function projectionNamed(name: string): Named {
  if (name === HOURLY_CONSUMPTION || name === DAILY_CONSUMPTION) return name;
  const projection = PROJECTIONS.find((each) => each.name === name);
  if (projection) return projection;
  throw new InvalidOption(`There is no projection "${name}". There are: ${NAMES.join(', ')}.`);
}
