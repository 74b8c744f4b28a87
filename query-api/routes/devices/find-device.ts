import { noSuchDevice } from '@energy/http';
import type { Device, DevicesReadModel } from '@energy/read-models';

/**
 * The device with an id, written in either case.
 *
 * @throws ProblemError where there is none
 */
export async function findDevice(devices: DevicesReadModel, id: string): Promise<Device> {
  const device = await devices.find(id.toLowerCase());
  if (!device) throw noSuchDevice(id);
  return device;
}
