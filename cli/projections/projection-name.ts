import { PROJECTIONS, type ProjectionDefinition } from '@energy/read-models/projection';
import { InvalidOption } from '../usage-error.ts';

/** The totals of hours, which are computed from readings and not from events. */
export const HOURLY_CONSUMPTION = 'hourly-consumption';

/** Projection that an operator can name: one of events, or the totals of hours. */
export type Named = ProjectionDefinition | typeof HOURLY_CONSUMPTION;

const NAMES = [...PROJECTIONS.map(({ name }) => name), HOURLY_CONSUMPTION];

/** @throws InvalidOption if there is no projection of that name */
export function projectionNamed(name: string): Named {
  if (name === HOURLY_CONSUMPTION) return name;
  const projection = PROJECTIONS.find((each) => each.name === name);
  if (projection) return projection;
  throw new InvalidOption(`There is no projection "${name}". There are: ${NAMES.join(', ')}.`);
}
