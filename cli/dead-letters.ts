import { isUtf8 } from 'node:buffer';
import { printable, shortened } from '@energy/domain';
import {
  compressionOf,
  type DeadLetter,
  decompress,
  MAX_MESSAGE_BYTES,
  type QueueStatistics,
  REJECTION_REASONS,
} from '@energy/measurements';
import { Command } from 'commander';
import { withQueue } from './engines.ts';
import { counted, type Terminal } from './terminal.ts';
import { count, InvalidOption } from './usage-error.ts';

/** Shown characters of a body: many a message is wrong at its end. */
const SHOWN = { start: 160, end: 40 };

interface ReasonOption {
  reason?: string;
}

/** `energy dead-letters list | replay | purge` */
export function deadLettersCommand(terminal: Terminal): Command {
  const deadLetters = new Command('dead-letters').description(
    'Shows the measurements that could not be recorded, sends them again, or deletes them.',
  );

  deadLetters
    .command('list')
    .description('Lists the oldest dead letters with their reasons; they stay where they are.')
    .option('--limit <n>', 'how many at the most', count('The limit', 100_000), 20)
    .option('--json', 'one JSON document a line; bodies that are no UTF-8 in base64')
    .action((options: { limit: number; json?: boolean }) =>
      withQueue(terminal, async (queue) => {
        const letters = await queue.deadLetters.list(options.limit);
        for (const letter of letters) {
          terminal.print(options.json ? json(letter) : await line(letter));
        }
        const all = await queue.deadLetters.count();
        terminal.info(`${letters.length} of ${counted(all, 'dead letter')}.`);
      }),
    );

  deadLetters
    .command('replay')
    .description('Sends dead letters to the queue again.')
    .option('--reason <code>', 'only those of this reason')
    .action(({ reason }: ReasonOption) =>
      withQueue(terminal, async (queue) => {
        await requireReason(queue, reason);
        const count = await queue.deadLetters.replay(reason);
        terminal.info(`Sent ${counted(count, 'dead letter')} again.`);
      }),
    );

  deadLetters
    .command('purge')
    .description('Deletes dead letters for ever.')
    .option('--reason <code>', 'only those of this reason')
    .action(({ reason }: ReasonOption) =>
      withQueue(terminal, async (queue) => {
        await requireReason(queue, reason);
        const count = await queue.deadLetters.purge(reason);
        terminal.info(`Deleted ${counted(count, 'dead letter')}.`);
      }),
    );
  return deadLetters;
}

/** @throws InvalidOption if the platform has no such reason and no dead letter has it; lists those that exist */
async function requireReason(queue: QueueStatistics, reason: string | undefined): Promise<void> {
  if (reason === undefined || REJECTION_REASONS.some((known) => known === reason)) return;
  const { reasons } = await queue.stats();
  if (reasons.some((found) => found.reason === reason)) return;
  const present = reasons.map((found) => `${found.reason} (${found.count})`);
  throw new InvalidOption(
    `There is no reason "${reason}". ` +
      (present.length > 0
        ? `Reasons of the dead letters: ${present.join(', ')}.`
        : `There are no dead letters. Reasons: ${REJECTION_REASONS.join(', ')}.`),
  );
}

async function line({ rejectedAt, reason, detail, routingKey, body }: DeadLetter): Promise<string> {
  const origin = routingKey === undefined ? '' : `${printable(routingKey)}: `;
  return `${rejectedAt}  ${printable(reason)}  ${printable(detail)}\n    ${origin}${await readable(body)}`;
}

/** The beginning of a body on one line: decompressed, invisible characters escaped, other bytes in hex. */
async function readable(body: Uint8Array): Promise<string> {
  const compression = compressionOf(body);
  if (!compression) return shortened(textOf(body), SHOWN);
  const decompressed = await decompress(body, compression, MAX_MESSAGE_BYTES);
  const isReadable = decompressed instanceof Uint8Array;
  return `${compression}: ${shortened(textOf(isReadable ? decompressed : body), SHOWN)}`;
}

function textOf(body: Uint8Array): string {
  const bytes = Buffer.from(body);
  return isUtf8(bytes) ? printable(bytes.toString()) : `hex ${bytes.toString('hex')}`;
}

function json({ rejectedAt, reason, detail, routingKey, body }: DeadLetter): string {
  const bytes = Buffer.from(body);
  const text = isUtf8(bytes)
    ? { body: bytes.toString() }
    : { bodyBase64: bytes.toString('base64') };
  return JSON.stringify({ rejectedAt, reason, detail, routingKey, ...text });
}
