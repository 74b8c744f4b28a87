import { randomUUID } from 'node:crypto';
import {
  type DeviceCommand,
  type DeviceRegistration,
  deviceDecider,
  deviceStream,
} from '@energy/domain';
import { type EventStore, handleCommand } from '@energy/event-store';
import type { Device } from '@energy/read-models';
import { Command } from 'commander';
import { withEventStoreToAppend, withReadModels } from './engines.ts';
import type { Terminal } from './terminal.ts';
import { count, decimal, deviceId, InvalidOption } from './usage-error.ts';

/** So many registrations are under way at once: they share the store's flushes to the disk. */
const REGISTRATIONS_AT_ONCE = 500;

interface RegisterOptions extends Omit<DeviceRegistration, 'maxHourlyConsumption'> {
  limit: number;
  id?: string;
  count: number;
  create?: boolean;
}

interface ChangeOptions {
  description?: string;
  address?: string;
  limit?: number;
}

/** `energy devices register | change | decommission | list` */
export function devicesCommand(terminal: Terminal): Command {
  const devices = new Command('devices').description('Registers, changes and lists devices.');

  devices
    .command('register')
    .description('Registers a device; prints its id.')
    .requiredOption('--description <text>', 'what it is, for people')
    .requiredOption('--address <text>', 'where it is installed')
    .requiredOption('--limit <kWh>', 'the limit of an hour, in kWh', decimal('The limit'))
    .requiredOption('--time-zone <name>', 'IANA name of the zone of its hours, for good')
    .option('--id <uuid>', 'its id; made up where it is not given', deviceId)
    .option('--count <n>', 'registers so many alike', count('The count', 10_000_000), 1)
    .option('--create', 'makes the embedded event store if its file does not exist')
    .action((options: RegisterOptions) =>
      withEventStoreToAppend(terminal, (store) => register(store, options, terminal), options),
    );

  devices
    .command('change')
    .description('Changes what is given of a device.')
    .argument('<id>', 'the id of the device', deviceId)
    .option('--description <text>', 'what it is, for people')
    .option('--address <text>', 'where it is installed')
    .option('--limit <kWh>', 'the limit of an hour, in kWh', decimal('The limit'))
    .action((id: string, options: ChangeOptions) =>
      withEventStoreToAppend(terminal, (store) => change(store, id, options, terminal)),
    );

  devices
    .command('decommission')
    .description('Ends the use of a device for good; its history stays.')
    .argument('<id>', 'the id of the device', deviceId)
    .action((id: string) =>
      withEventStoreToAppend(terminal, async (store) => {
        const events = await handle(store, id, { type: 'DecommissionDevice' });
        terminal.info(events ? 'Decommissioned.' : 'It was decommissioned before.');
      }),
    );

  devices
    .command('list')
    .description('Lists the devices in use, as the projector has them.')
    .option('--json', 'one JSON document a line')
    .action((options: { json?: boolean }) =>
      withReadModels(terminal, async (models) => {
        for await (const device of models.devices.all()) {
          if (device.decommissionedAt) continue;
          terminal.print(options.json ? JSON.stringify(device) : line(device));
        }
      }),
    );
  return devices;
}

async function register(
  store: EventStore,
  { limit, id, count: howMany, ...texts }: RegisterOptions,
  terminal: Terminal,
): Promise<void> {
  if (id && howMany > 1)
    throw new InvalidOption('One id is for one device: leave out --count or --id.');
  const { description, address, timeZone } = texts;
  const data = { description, address, timeZone, maxHourlyConsumption: limit };
  for (let done = 0; done < howMany; done += REGISTRATIONS_AT_ONCE) {
    const length = Math.min(REGISTRATIONS_AT_ONCE, howMany - done);
    const ids = Array.from({ length }, () => id ?? randomUUID());
    await Promise.all(ids.map((each) => handle(store, each, { type: 'RegisterDevice', data })));
    terminal.print(ids.join('\n'));
  }
}

async function change(
  store: EventStore,
  id: string,
  { description, address, limit }: ChangeOptions,
  terminal: Terminal,
): Promise<void> {
  const data = {
    ...(description !== undefined && { description }),
    ...(address !== undefined && { address }),
    ...(limit !== undefined && { maxHourlyConsumption: limit }),
  };
  if (Object.keys(data).length === 0) {
    throw new InvalidOption('Say what to change: --description, --address or --limit.');
  }
  const events = await handle(store, id, { type: 'ChangeDevice', data });
  terminal.info(events ? 'Changed.' : 'Nothing changed: it was so before.');
}

/** Resolves to how many events the command led to. */
async function handle(store: EventStore, id: string, command: DeviceCommand): Promise<number> {
  const context = { actor: 'system' } as const;
  const { events } = await handleCommand({
    eventStore: store,
    decider: deviceDecider,
    stream: deviceStream(id),
    command,
    context,
  });
  return events.length;
}

function line({ id, maxHourlyConsumption, timeZone, description }: Device): string {
  return `${id}  ${timeZone.padEnd(20)}  ${String(maxHourlyConsumption).padStart(8)} kWh  ${description}`;
}
