import { RuleViolation } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { PositionNotFound } from '@energy/event-store';
import { errorMessage, StartupError } from '@energy/service/configuration';
import { Command, CommanderError } from 'commander';
import { alertsCommand } from './alerts.ts';
import { auditCommand } from './audit/command.ts';
import { RecordLost, VerificationFailed } from './audit/failures.ts';
import { backupCommand } from './backup/command.ts';
import { BackupFailure } from './backup/failure.ts';
import { budgetsCommand } from './budgets.ts';
import { chatCommand } from './chat/command.ts';
import { ChatRefusal } from './chat/refusal.ts';
import { deadLettersCommand } from './dead-letters.ts';
import { devicesCommand } from './devices.ts';
import { eventStoreCommand } from './event-store.ts';
import { exportCommand } from './export/command.ts';
import { gapsCommand } from './gaps.ts';
import { projectionsCommand } from './projections/command.ts';
import { RebuildInterrupted } from './projections/rebuild.ts';
import { readingsCommand } from './readings.ts';
import { tariffsCommand } from './tariffs.ts';
import { processInterruptSignal, promptAtTerminal, type Terminal } from './terminal.ts';
import { InvalidOption, NotFound } from './usage-error.ts';
import { usersCommand } from './users.ts';

const EXIT_DONE = 0;
const EXIT_FAILED = 1;
const EXIT_REFUSED = 2;
const EXIT_NOT_FOUND = 3;

const NOT_FOUND_RULES = [
  'device-not-found',
  'reading-not-found',
  'user-not-found',
  'tariff-not-found',
];

export interface CommandLineOptions extends Pick<NodeJS.Process, 'stdout' | 'stderr'> {
  readonly args: readonly string[];
  readonly environment: Terminal['environment'];
  readonly interruptSignal?: Terminal['interruptSignal'];
  readonly prompt?: Terminal['prompt'];
}

/**
 * Runs one `energy …` command.
 *
 * @returns the exit code: 0 done; 1 an engine is unavailable, something failed, or a verification found differences;
 *   2 the request or the configuration is invalid, or the rules forbid it; 3 a named resource does not exist
 */
export async function runCommandLine({
  args,
  environment,
  stdout,
  stderr,
  interruptSignal = processInterruptSignal,
  prompt = promptAtTerminal,
}: CommandLineOptions): Promise<number> {
  const terminal: Terminal = {
    environment,
    print: (text) => stdout.write(`${text}\n`),
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    info: (text) => stderr.write(`${text}\n`),
    interruptSignal,
    prompt,
  };
  const energy = new Command('energy')
    .description(
      'Operates the energy platform: devices, users, tariffs, budgets, exports, dead letters, chat, history, projections and backups.',
    )
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    })
    .showHelpAfterError('(--help shows what there is)');
  energy.addCommand(devicesCommand(terminal));
  energy.addCommand(usersCommand(terminal));
  energy.addCommand(tariffsCommand(terminal));
  energy.addCommand(budgetsCommand(terminal));
  energy.addCommand(exportCommand(terminal));
  energy.addCommand(alertsCommand(terminal));
  energy.addCommand(gapsCommand(terminal));
  energy.addCommand(readingsCommand(terminal));
  energy.addCommand(deadLettersCommand(terminal));
  energy.addCommand(chatCommand(terminal));
  energy.addCommand(auditCommand(terminal));
  energy.addCommand(projectionsCommand(terminal));
  energy.addCommand(eventStoreCommand(terminal));
  energy.addCommand(backupCommand(terminal));
  throwInsteadOfExiting(energy);
  try {
    await energy.parseAsync(args, { from: 'user' });
    return EXIT_DONE;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function exitCodeOf(error: unknown, { info }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_REFUSED;
  info(errorMessage(error));
  if (isNotFound(error)) return EXIT_NOT_FOUND;
  const refused =
    error instanceof RuleViolation ||
    error instanceof InvalidOption ||
    error instanceof StartupError;
  const explained =
    refused ||
    error instanceof EngineUnavailable ||
    error instanceof VerificationFailed ||
    error instanceof RecordLost ||
    error instanceof RebuildInterrupted ||
    error instanceof PositionNotFound ||
    error instanceof BackupFailure ||
    error instanceof ChatRefusal;
  if (!explained) info('No further details are known.');
  return refused ? EXIT_REFUSED : EXIT_FAILED;
}

function isNotFound(error: unknown): boolean {
  if (error instanceof RuleViolation) return NOT_FOUND_RULES.includes(error.rule);
  return error instanceof NotFound || (error instanceof ChatRefusal && error.isNotFound);
}

function throwInsteadOfExiting(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) {
    inner.copyInheritedSettings(command);
    throwInsteadOfExiting(inner);
  }
}
