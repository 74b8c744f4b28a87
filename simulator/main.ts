#!/usr/bin/env node
import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { exitWhenOutputCloses } from '@energy/service/closed-output';
import {
  asJson,
  asText,
  printedVariables,
  readConfiguration,
  StartupError,
} from '@energy/service/configuration';
import { tracingVariables } from '@energy/service/tracing';
import { Command, CommanderError, Option } from 'commander';
import { UnusableFile } from './csv-values.ts';
import { runFleet } from './fleet-command.ts';
import { deviceIds, FLEET_SETTINGS, fleetOptions } from './fleet-options.ts';
import { runMeter } from './meter-command.ts';
import { METER_SETTINGS, meterOptions } from './options.ts';
import { addFlags, InvalidOption, printedSettings, readSettings } from './settings.ts';

const EXIT_FAILED = 1;
const EXIT_SENSELESS = 2;

const METER_HELP = `
Every setting is taken from its flag, else from the environment variable named in brackets, else from
the config file, else it is the default.

Examples:
  A meter that reads now and every 10 minutes, over and over:
    simulator --device 5c2494a3-1140-4c7a-991a-a1a2561c6bc2 --file household.csv \\
      --column appliances_wh --unit Wh --loop

  A backfill of a meter's cumulative register, as fast as the broker takes it, to a device that reads
  registers:
    simulator --device 5c2494a3-1140-4c7a-991a-a1a2561c6bc2 --file register.csv --no-header \\
      --register --from 2026-01-01T00:00 --time-zone Europe/Brussels --speed max

  The same as the energy of each interval, to a device that reads intervals:
    simulator --device 5c2494a3-1140-4c7a-991a-a1a2561c6bc2 --file register.csv --no-header \\
      --register=differences --from 2026-01-01T00:00 --time-zone Europe/Brussels --speed max

  A register from a file, meter.json:
    { "device": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2", "file": "register.csv",
      "noHeader": true, "register": true }
    simulator --config meter.json

Exit code 0: every reading was delivered. 1: some were not, or the file is unusable. 2: a setting
makes no sense.`;

const FLEET_HELP = `
Example:
  simulator fleet --devices devices.txt --readings 1000000 --repeat 0.01 --shuffle 500`;

function simulator(): Command {
  const program = new Command('simulator')
    .description(
      'One smart meter: reads a value of a CSV file in every interval and sends it to the broker.\nWhile the broker is unavailable, readings wait and are delivered in order later.',
    )
    .enablePositionalOptions()
    .addOption(
      new Option(
        '--config <json>',
        'a JSON object of settings, named as the flags in camelCase [SIMULATOR_CONFIG]',
      ),
    )
    .addOption(new Option('--print-config', 'print what is set, and what traces it, and end'))
    .addOption(new Option('--json', 'with --print-config: for programs'));
  addFlags(program, METER_SETTINGS)
    .addHelpText('after', METER_HELP)
    .action(async () => {
      const config: string | undefined = program.opts().config ?? process.env.SIMULATOR_CONFIG;
      const settings = readSettings(METER_SETTINGS, program, process.env, config || undefined);
      const options = meterOptions(settings, Date.now());
      if (program.opts().printConfig) process.stdout.write(configurationOf(program, config));
      else process.exit(await runMeter(options));
    });
  const fleet = program
    .command('fleet')
    .description(
      'Many smart meters at once, with made-up households: load for benchmarks and fault tests.',
    );
  addFlags(fleet, FLEET_SETTINGS)
    .addHelpText('after', FLEET_HELP)
    .action(async () => {
      const settings = readSettings(FLEET_SETTINGS, fleet, process.env);
      const devices = deviceIds(await readDevices(settings.devices));
      process.exit(await runFleet(fleetOptions(settings, devices, Date.now())));
    });
  for (const command of [program, fleet])
    command.exitOverride().showHelpAfterError('--help says more');
  return program;
}

/** Every setting of the meter that has a variable, wherever it was set. */
function configurationOf(program: Command, config: string | undefined): string {
  const tracing = tracingVariables(program.name());
  const variables = [
    ...printedSettings(METER_SETTINGS, program, process.env, config || undefined),
    ...printedVariables(tracing, readConfiguration(tracing, process.env), process.env),
  ];
  return program.opts().json ? asJson(program.name(), variables) : asText(variables);
}

async function readDevices(file: string | undefined): Promise<string> {
  if (file === undefined) throw new InvalidOption('--devices must be given: a file of ids, or -');
  try {
    return await text(file === '-' ? process.stdin : createReadStream(file));
  } catch (error) {
    throw new InvalidOption(
      `--devices must be a file that can be read: ${(error as Error).message}`,
    );
  }
}

exitWhenOutputCloses(process);
try {
  await simulator().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : EXIT_SENSELESS);
  const isSenseless = error instanceof InvalidOption || error instanceof StartupError;
  if (!isSenseless && !(error instanceof UnusableFile)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(isSenseless ? EXIT_SENSELESS : EXIT_FAILED);
}
