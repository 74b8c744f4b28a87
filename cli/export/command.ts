import {
  EnergyExport,
  EXPORT_FORMATS,
  EXPORT_ROWS,
  type ExportFormat,
  type ExportFormatName,
  type ExportRows,
  HourPrices,
  pieces,
} from '@energy/exports';
import { Command, Option } from 'commander';
import { typedRange } from '../day-range.ts';
import { withReadModels } from '../engines.ts';
import type { Terminal } from '../terminal.ts';
import { deviceId, InvalidOption } from '../usage-error.ts';
import { exportToFile } from './output-file.ts';
import { selectedDevices } from './selection.ts';

interface ExportOptions {
  device?: string[];
  owner?: string;
  search?: string;
  all?: boolean;
  from?: string;
  to?: string;
  by: ExportRows;
  format: ExportFormatName;
  cost?: boolean;
  output?: string;
}

/** Ten years, with as many leap days as there can be. */
const MAX_DAYS = 3_653;

const SELECTIONS = ['device', 'owner', 'search', 'all'] as const;

/** `energy export` */
export function exportCommand(terminal: Terminal): Command {
  return new Command('export')
    .description('Exports hours or readings of devices, as the projector has recorded them.')
    .option('--device <uuid...>', 'these devices')
    .option('--owner <name or uuid>', 'the devices that a user owns or owned, in that time')
    .option('--search <words>', 'the devices in use that contain each of the words')
    .option('--all', 'all devices, decommissioned ones included')
    .option(
      '--from <day>',
      'the first day, in the time zone of each device (default: six days before the last)',
    )
    .option('--to <day>', 'the last day (default: today)')
    .addOption(new Option('--by <rows>', 'what has a row').choices(EXPORT_ROWS).default('hours'))
    .addOption(
      new Option('--format <name>', 'the format')
        .choices(Object.keys(EXPORT_FORMATS))
        .default('csv'),
    )
    .option('--cost', 'adds the cost of each hour by the assigned tariffs, and its currency')
    .option(
      '--output <file>',
      'writes to a file; the same command continues one that was interrupted',
    )
    .action((options: ExportOptions) => {
      expectOneSelection(options);
      const { rows }: ExportFormat = EXPORT_FORMATS[options.format];
      if (!rows.includes(options.by)) {
        throw new InvalidOption(`The format ${options.format} has ${rows.join(' and ')} only.`);
      }
      if (options.cost && options.by !== 'hours') {
        throw new InvalidOption('Readings have no costs: leave --cost out, or export hours.');
      }
      return withReadModels(terminal, async (models) => {
        const devices = await selectedDevices(selectionOf(options), models, terminal);
        const energyExport = await EnergyExport.of(models.consumption.scan, {
          devices,
          range: typedRange(options, {
            devices,
            now: Date.now(),
            maxDays: MAX_DAYS,
            maxText: `ten years (${MAX_DAYS} days)`,
          }),
          rows: options.by,
          reader: readerOf(options),
          prices: options.cost ? await HourPrices.of(devices, models.tariffs) : undefined,
        });
        await write(energyExport, options, terminal);
      });
    });
}

async function write(
  energyExport: EnergyExport,
  { format, output }: ExportOptions,
  terminal: Terminal,
): Promise<void> {
  if (output !== undefined) return exportToFile(energyExport, { format, output, terminal });
  for await (const piece of pieces(EXPORT_FORMATS[format].encode(energyExport))) {
    await terminal.write(piece);
  }
}

function expectOneSelection(options: ExportOptions): void {
  const given = SELECTIONS.filter((name) => options[name] !== undefined);
  if (given.length === 1) return;
  throw new InvalidOption('Say whose consumption: one of --device, --owner, --search or --all.');
}

function selectionOf({ device, owner, search }: ExportOptions) {
  return { owner, search, ids: device?.map(deviceId) };
}

/** An owner sees fewer hours of the same devices. */
function readerOf({ owner }: ExportOptions): string {
  return owner === undefined ? 'administrator' : `owner ${owner}`;
}
