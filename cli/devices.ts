import { randomUUID } from 'node:crypto';
import { DeviceCommands } from '@energy/accounts';
import { type DeviceAttributes, deviceDecider, deviceStream } from '@energy/domain';
import { type EventStore, handleCommand } from '@energy/event-store';
import type { Device } from '@energy/read-models';
import { Command } from 'commander';
import { openReadModelsIfThere, using, withEventStoreToAppend, withReadModels } from './engines.ts';
import { addMeterOptions, type MeterOptions, meterIn } from './meter-options.ts';
import type { Terminal } from './terminal.ts';
import { count, decimal, deviceId, InvalidOption } from './usage-error.ts';

/** So many registrations are under way at once: they share the store's flushes to the disk. */
const REGISTRATIONS_AT_ONCE = 500;

interface RegisterOptions extends Omit<DeviceAttributes, 'maxHourlyConsumption'>, MeterOptions {
  limit: number;
  id?: string;
  count: number;
  create?: boolean;
}

interface ChangeOptions extends MeterOptions {
  description?: string;
  address?: string;
  limit?: number;
}

interface ReplacementOptions {
  at: string;
  final: number;
  first: number;
  reason: string;
  serialNumber?: string;
  registerDigits?: number;
}

/** `energy devices register | change | replace-meter | decommission | list` */
export function devicesCommand(terminal: Terminal): Command {
  const devices = new Command('devices').description('Registers, changes and lists devices.');

  addMeterOptions(devices.command('register'), { isChange: false })
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

  addMeterOptions(devices.command('change'), { isChange: true })
    .description('Changes what is given of a device.')
    .argument('<id>', 'the id of the device', deviceId)
    .option('--description <text>', 'what it is, for people')
    .option('--address <text>', 'where it is installed')
    .option('--limit <kWh>', 'the limit of an hour, in kWh', decimal('The limit'))
    .action((id: string, options: ChangeOptions) =>
      withEventStoreToAppend(terminal, (store) => change(store, id, options, terminal)),
    );

  devices
    .command('replace-meter')
    .description(
      'Notes that the meter of a device, which reads a register, was replaced by another.',
    )
    .argument('<id>', 'the id of the device', deviceId)
    .requiredOption('--at <instant>', 'when, such as 2026-11-22T09:25:00Z')
    .requiredOption(
      '--final <register>',
      'the last register of the old meter, in the unit of the device',
      decimal('The final reading'),
    )
    .requiredOption(
      '--first <register>',
      'the first register of the new meter, in the unit of the device',
      decimal('The first reading'),
    )
    .requiredOption('--reason <text>', 'why')
    .option('--serial-number <text>', 'the serial number of the new meter')
    .option(
      '--register-digits <n>',
      'digits of the new meter before the decimal point',
      decimal('The number of digits'),
    )
    .action((id: string, { at, final, first, ...options }: ReplacementOptions) =>
      withEventStoreToAppend(terminal, async (store) => {
        const registers = { finalReading: final, firstReading: first };
        const replacement = { replacedAt: at, ...registers, ...options };
        await deviceCommands(store, terminal).replaceMeter(id, replacement, AS_OPERATOR);
        terminal.info('Noted.');
      }),
    );

  devices
    .command('decommission')
    .description('Ends the use of a device for good; its history stays.')
    .argument('<id>', 'the id of the device', deviceId)
    .action((id: string) =>
      withEventStoreToAppend(terminal, async (store) => {
        const { events } = await handleCommand({
          eventStore: store,
          decider: deviceDecider,
          stream: deviceStream(id),
          command: { type: 'DecommissionDevice' },
          context: AS_OPERATOR,
        });
        terminal.info(events.length > 0 ? 'Decommissioned.' : 'It was decommissioned before.');
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
  { limit, id, count: howMany, ...options }: RegisterOptions,
  terminal: Terminal,
): Promise<void> {
  if (id && howMany > 1)
    throw new InvalidOption('One id is for one device: leave out --count or --id.');
  if (options.serialNumber && howMany > 1) {
    throw new InvalidOption(
      'One serial number is for one device: leave out --count or --serial-number.',
    );
  }
  const { description, address, timeZone } = options;
  const attributes = { description, address, timeZone, maxHourlyConsumption: limit };
  const data = { ...attributes, ...meterIn(options) };
  const commands = deviceCommands(store, terminal);
  for (let done = 0; done < howMany; done += REGISTRATIONS_AT_ONCE) {
    const length = Math.min(REGISTRATIONS_AT_ONCE, howMany - done);
    const ids = Array.from({ length }, () => id ?? randomUUID());
    await Promise.all(ids.map((each) => commands.register(each, data, AS_OPERATOR)));
    terminal.print(ids.join('\n'));
  }
}

async function change(
  store: EventStore,
  id: string,
  { description, address, limit, ...options }: ChangeOptions,
  terminal: Terminal,
): Promise<void> {
  const data = {
    ...(description !== undefined && { description }),
    ...(address !== undefined && { address }),
    ...(limit !== undefined && { maxHourlyConsumption: limit }),
    ...meterIn(options),
  };
  if (Object.keys(data).length === 0) {
    const flags =
      '--description, --address, --limit, or an attribute of its meter such as --serial-number';
    throw new InvalidOption(`Say what to change: ${flags}.`);
  }
  const { events } = await deviceCommands(store, terminal).change(id, data, AS_OPERATOR);
  terminal.info(events.length > 0 ? 'Changed.' : 'Nothing changed: it was so before.');
}

const AS_OPERATOR = { actor: 'system' } as const;

function deviceCommands(eventStore: EventStore, terminal: Terminal): DeviceCommands {
  const hasReadings = async (id: string) => {
    const models = openReadModelsIfThere(terminal);
    return models ? using(models, () => models.consumption.hasReadings(id)) : false;
  };
  const registerBefore = async (id: string, at: number) => {
    const models = openReadModelsIfThere(terminal);
    return models ? using(models, () => models.consumption.registerBefore(id, at)) : undefined;
  };
  return new DeviceCommands({ eventStore, hasReadings, registerBefore });
}

function line({ id, maxHourlyConsumption, timeZone, description }: Device): string {
  return `${id}  ${timeZone.padEnd(20)}  ${String(maxHourlyConsumption).padStart(8)} kWh  ${description}`;
}
