import { type MeterSettings, ownerOfHour, type TariffAssignments } from '@energy/domain';
import { type Device, type DevicesReadModel, ownershipHistoryOf } from '@energy/read-models';

/** A device whose consumption is exported. */
export interface ExportedDevice {
  readonly id: string;
  readonly timeZone: string;
  readonly description: string;
  readonly meter: MeterSettings;
  readonly tariffs: TariffAssignments;
  /** The revision of the description and of the ownerships. */
  readonly revision: number;
  /** Whether the reader may see an hour; without it, every hour. */
  mayRead?(hour: { readonly start: number; readonly end: number }): boolean;
}

/** A device as an administrator exports it. */
export function exportedDevice(device: Device): ExportedDevice {
  const { id, timeZone, description, meter, tariffs, revision } = device;
  return { id, timeZone, description, meter, tariffs, revision };
}

/** Reads all devices, decommissioned ones included. */
export async function allDevices(
  devices: Pick<DevicesReadModel, 'all'>,
): Promise<readonly ExportedDevice[]> {
  const all: ExportedDevice[] = [];
  for await (const device of devices.all()) all.push(exportedDevice(device));
  return all;
}

/** Reads the devices that a client owns or owned, with the hours of that time. */
export async function devicesOfOwner(
  devices: Pick<DevicesReadModel, 'everOwnedBy'>,
  ownerId: string,
): Promise<readonly ExportedDevice[]> {
  return (await devices.everOwnedBy(ownerId)).map((device) => {
    const history = ownershipHistoryOf(device);
    return { ...exportedDevice(device), mayRead: (hour) => ownerOfHour(history, hour) === ownerId };
  });
}
