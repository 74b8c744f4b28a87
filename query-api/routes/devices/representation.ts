import type { Device } from '@energy/read-models';
import type { Device as Representation } from '../../schemas/device.ts';

/** A device as the API shows it. */
export function representationOf({ decommissionedAt, ...device }: Device): Representation {
  return decommissionedAt === undefined ? device : { ...device, decommissionedAt };
}
