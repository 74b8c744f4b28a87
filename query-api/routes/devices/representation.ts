import type { Device as Representation } from '@energy/http';
import type { Device } from '@energy/read-models';

/** A device as the API shows it. */
export function representationOf({ decommissionedAt, ...device }: Device): Representation {
  const shown = { ...device, ownerId: device.ownerId ?? null };
  return decommissionedAt === undefined ? shown : { ...shown, decommissionedAt };
}
