import { type Device, findGaps, type Gap, type ReadModels } from '@energy/read-models';
import { Command } from 'commander';
import { typedRange } from './day-range.ts';
import { withReadModels } from './engines.ts';
import type { Terminal } from './terminal.ts';
import { localTime } from './time.ts';
import { deviceId, NotFound } from './usage-error.ts';

/** A longer range would read the whole history of all devices. */
const MAX_DAYS = 62;
const DEVICES_AT_ONCE = 1_000;

interface GapOptions {
  device?: string;
  search?: string;
  from?: string;
  to?: string;
  json?: boolean;
}

/** `energy gaps` */
export function gapsCommand(terminal: Terminal): Command {
  return new Command('gaps')
    .description('Lists the hours in which readings of devices in use are missing, or suspect.')
    .option('--device <id>', 'only those of this device', deviceId)
    .option('--search <words>', 'only of devices with these words')
    .option('--from <day>', 'the first local day, six days before the last by default')
    .option('--to <day>', 'the last local day, today by default')
    .option('--json', 'one JSON document a line, times in UTC')
    .action(({ device: id, search, json, ...options }: GapOptions) => {
      const now = Date.now();
      const days = typedRange(options, { devices: [], now, maxDays: MAX_DAYS });
      return withReadModels(terminal, async (models) => {
        const { scan } = models.consumption;
        for await (const devices of pagesOf(models, { id, search })) {
          for (const gap of await findGaps(scan, { devices, days, now })) {
            terminal.print(json ? JSON.stringify(gapDocument(gap)) : line(gap, terminal));
          }
        }
      });
    });
}

async function* pagesOf(
  { devices }: ReadModels,
  { id, search }: { id: string | undefined; search: string | undefined },
): AsyncGenerator<readonly Device[]> {
  if (id !== undefined) {
    const device = await devices.find(id);
    if (!device) throw new NotFound(`No device has the id ${id}.`);
    yield [device];
    return;
  }
  let after: string | undefined;
  do {
    const page = await devices.list({ sort: 'id', limit: DEVICES_AT_ONCE, search, after });
    yield page.devices;
    after = page.next;
  } while (after !== undefined);
}

/** A gap as programs get it: instants in ISO 8601 (UTC). */
function gapDocument({ deviceId: device, start, end, ...counts }: Gap) {
  return {
    deviceId: device,
    from: new Date(start).toISOString(),
    to: new Date(end).toISOString(),
    ...counts,
  };
}

function line(gap: Gap, terminal: Terminal): string {
  const { deviceId: device, from, to, hours, missing, suspect } = gapDocument(gap);
  const time = (instant: string) => localTime(instant, terminal).replace(/:00\.000/, '');
  const columns = [
    device,
    `${time(from)} to ${time(to)}`,
    `${hours} h`,
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(suspect > 0 ? [`${suspect} suspect`] : []),
  ];
  return columns.join('  ');
}
