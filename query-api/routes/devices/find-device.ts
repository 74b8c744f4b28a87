import { noSuchDevice } from '@energy/http';
import type { DevicesReadModel } from '@energy/read-models';
import { type DeviceView, type Reader, viewOf } from '../../device-view.ts';

/**
 * The device with an id, written in either case, as a reader sees it.
 *
 * @throws ProblemError where there is none, or it never was the client's
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
