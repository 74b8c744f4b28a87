import type { Device, DevicesReadModel } from '@energy/read-models';

/** A device whose consumption is exported. */
export interface ExportedDevice {
  readonly id: string;
  readonly timeZone: string;
  readonly description: string;
  /** The revision of the description and of the ownerships. */
  readonly revision: number;
  /** Whether the reader may see an hour; without it, every hour. */
  mayRead?(hour: { readonly start: number; readonly end: number }): boolean;
}

/** A device as an administrator exports it. */
export function exportedDevice({ id, timeZone, description, revision }: Device): ExportedDevice {
  return { id, timeZone, description, revision };
}

/** Reads all devices, decommissioned ones included. */
export async function allDevices(
  devices: Pick<DevicesReadModel, 'all'>,
): Promise<readonly ExportedDevice[]> {
  const all: ExportedDevice[] = [];
  for await (const device of devices.all()) all.push(exportedDevice(device));
  return all;
}
