import { type DeviceView, type Reader, viewOf } from '@energy/costs';
import type { Device, DevicesReadModel } from '@energy/read-models';
import { pageOfOwnDevices } from './own-devices.ts';
import { invalid } from './periods/range.ts';

const PAGE_SIZE = 1_000;
const MAX_FOUND = 10_000;

export interface Selection {
  readonly ownerId: string | undefined;
  readonly search: string | undefined;
  readonly reader: Reader;
}

/** The selected devices; those of an owner as that client sees them. */
export async function viewsOf(
  devices: DevicesReadModel,
  { ownerId, search, reader }: Selection,
): Promise<readonly DeviceView[]> {
  if (ownerId === 'nobody') return [];
  if (ownerId === undefined) {
    const found = await findAll(devices, search!);
    return found.map((device) => viewOf(device, reader)!);
  }
  const client: Reader = { userId: ownerId, role: 'client' };
  const owned = await devices.everOwnedBy(ownerId);
  const views = owned.flatMap((device) => viewOf(device, client) ?? []);
  const options = { limit: Number.POSITIVE_INFINITY, ...(search !== undefined && { search }) };
  return pageOfOwnDevices(views, options).devices;
}

async function findAll(devices: DevicesReadModel, search: string): Promise<readonly Device[]> {
  const found: Device[] = [];
  let after: string | undefined;
  do {
    const page = await devices.list({ search, after, limit: PAGE_SIZE });
    found.push(...page.devices);
    after = page.next;
    if (found.length > MAX_FOUND) {
      throw invalid(
        'search',
        `More than ${MAX_FOUND} devices are found: add words, or ask for all.`,
      );
    }
  } while (after !== undefined);
  return found;
}
