import { allDevices, devicesOfOwner, type ExportedDevice, exportedDevice } from '@energy/exports';
import type { DevicesReadModel, ReadModels } from '@energy/read-models';
import { withEventStore } from '../engines.ts';
import type { Terminal } from '../terminal.ts';
import { NotFound } from '../usage-error.ts';
import { findUserId } from '../user-lookup.ts';

const PAGE_SIZE = 1_000;

/** Some devices, those of an owner, those that a search finds; all without any of them. */
export interface Selection {
  readonly ids: readonly string[] | undefined;
  /** Name or id. */
  readonly owner: string | undefined;
  readonly search: string | undefined;
}

/** @throws NotFound for an unknown device or owner */
export async function selectedDevices(
  { ids, owner, search }: Selection,
  { devices }: ReadModels,
  terminal: Terminal,
): Promise<readonly ExportedDevice[]> {
  if (ids !== undefined) return devicesWithIds(ids, devices);
  if (search !== undefined) return foundDevices(search, devices);
  if (owner === undefined) return allDevices(devices);
  const ownerId = await withEventStore(terminal, (store) => findUserId(store, owner));
  return devicesOfOwner(devices, ownerId);
}

async function devicesWithIds(
  ids: readonly string[],
  devices: DevicesReadModel,
): Promise<readonly ExportedDevice[]> {
  const found = await devices.findAll(ids);
  const missing = ids.find((id) => !found.some((device) => device.id === id));
  if (missing !== undefined) throw new NotFound(`There is no device ${missing}.`);
  return found.map(exportedDevice);
}

async function foundDevices(
  search: string,
  devices: DevicesReadModel,
): Promise<readonly ExportedDevice[]> {
  const found: ExportedDevice[] = [];
  let after: string | undefined;
  do {
    const page = await devices.list({ search, after, limit: PAGE_SIZE });
    found.push(...page.devices.map(exportedDevice));
    after = page.next;
  } while (after !== undefined);
  return found;
}
