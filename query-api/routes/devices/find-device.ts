import { type DeviceView, type Reader, viewOf } from '@energy/costs';
import { noSuchDevice } from '@energy/http';
import type { DevicesReadModel } from '@energy/read-models';

/**
 * Finds a device by its id, in either case, as a reader sees it.
 *
 * @throws ProblemError where it does not exist, or the client never owned it
 */
export async function findDevice(
  devices: DevicesReadModel,
  id: string,
  reader: Reader,
): Promise<DeviceView> {
  const device = await devices.find(id.toLowerCase());
  const view = device && viewOf(device, reader);
  if (!view) throw noSuchDevice(id);
  return view;
}
