import type { Device as Representation } from '@energy/http';
import type { Device } from '@energy/read-models';

/** A device as the API shows it. */
export function representationOf(device: Device): Representation {
  const { id, description, address, maxHourlyConsumption, timeZone, revision } = device;
  const ownerId = device.ownerId ?? null;
  const shown = { id, description, address, maxHourlyConsumption, timeZone, ownerId, revision };
  const { decommissionedAt } = device;
  return decommissionedAt === undefined ? shown : { ...shown, decommissionedAt };
}
