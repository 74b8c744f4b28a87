import type { DeviceView } from '@energy/costs';
import { type Device as Representation, toMeter } from '@energy/http';
import type { Ownership } from '@energy/read-models';

/** A device as the API shows it to a reader. */
export function representationOf({ device, ownerships, isFormer }: DeviceView): Representation {
  const { id, description, address, maxHourlyConsumption, timeZone, revision } = device;
  const { decommissionedAt, tariffs } = device;
  return {
    id,
    description,
    address,
    maxHourlyConsumption,
    timeZone,
    ...toMeter(device.meter),
    ownerId: device.ownerId ?? null,
    ...(tariffs.length > 0 && { tariffs: [...tariffs] }),
    revision,
    ...(decommissionedAt !== undefined && { decommissionedAt }),
    ...(ownerships && { former: isFormer, ownedPeriods: ownerships.map(toPeriod) }),
  };
}

function toPeriod({ from, until }: Ownership) {
  return {
    from: new Date(from).toISOString(),
    until: until === undefined ? null : new Date(until).toISOString(),
  };
}
