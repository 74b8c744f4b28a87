import type { Device, DevicesReadModel } from '@energy/read-models';
import { ProblemError } from '../../problem-error.ts';

/**
 * The device with an id, written in either case.
 *
 * @throws ProblemError where there is none
 */
export async function findDevice(devices: DevicesReadModel, id: string): Promise<Device> {
  const device = await devices.find(id.toLowerCase());
  if (!device) throw new ProblemError('device-not-found', `No device has the id ${id}.`);
  return device;
}
