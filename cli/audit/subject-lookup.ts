import { DEVICE, type Subject, TARIFF } from '@energy/audit';
import { UUID } from '@energy/domain';
import type { EventStore } from '@energy/event-store';
import { withReadModels } from '../engines.ts';
import { findTariffId } from '../tariff-lookup.ts';
import type { Terminal } from '../terminal.ts';
import { InvalidOption, NotFound } from '../usage-error.ts';
import { findUserId } from '../user-lookup.ts';

/** Maximum number of devices of one description that an error lists. */
const MAX_LISTED_DEVICES = 10;

/**
 * Finds the id of a subject: a device by id or description, a tariff by id or name, a user or a conversation by the
 * user's name or id.
 *
 * @throws NotFound
 * @throws InvalidOption if several have the description or name; it lists them
 */
export async function findSubjectId(
  { kind }: Subject,
  text: string,
  store: EventStore,
  terminal: Terminal,
): Promise<string> {
  if (kind === DEVICE.kind) return findDeviceId(text, terminal);
  if (kind === TARIFF.kind) return findTariffId(text, terminal);
  if (kind === 'conversation' && UUID.test(text.toLowerCase())) return text.toLowerCase();
  return findUserId(store, text);
}

async function findDeviceId(text: string, terminal: Terminal): Promise<string> {
  if (UUID.test(text.toLowerCase())) return text.toLowerCase();
  const found = await withReadModels(terminal, async (models) => {
    const devices = [];
    for await (const device of models.devices.all()) {
      const isNamed = device.description.toLowerCase() === text.toLowerCase();
      if (isNamed) devices.push(device);
    }
    return devices;
  });
  const [first, ...others] = found;
  if (!first) throw new NotFound(`There is no device with the id or description "${text}".`);
  if (others.length === 0) return first.id;
  const lines = found.slice(0, MAX_LISTED_DEVICES).map(({ id, address }) => `  ${id}  ${address}`);
  throw new InvalidOption(
    `${found.length} devices are described as "${text}"; choose one by its id:\n${lines.join('\n')}`,
  );
}
