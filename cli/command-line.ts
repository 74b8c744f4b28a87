import { RuleViolation } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { PositionNotFound } from '@energy/event-store';
import { CannotStart, errorMessage } from '@energy/service';
import { Command, CommanderError } from 'commander';
import { alertsCommand } from './alerts.ts';
import { auditCommand } from './audit/command.ts';
import { Disagreement, RecordLost } from './audit/disagreement.ts';
import { backupCommand } from './backup/command.ts';
import { BackupFailure } from './backup/failure.ts';
import { chatCommand } from './chat/command.ts';
import { ChatRefusal } from './chat/refusal.ts';
import { deadLettersCommand } from './dead-letters.ts';
import { devicesCommand } from './devices.ts';
import { eventStoreCommand } from './event-store.ts';
import { projectionsCommand } from './projections/command.ts';
import { RebuildInterrupted } from './projections/rebuild.ts';
import { askAtTerminal, type Terminal, untilInterrupted } from './terminal.ts';
import { NotFound, UsageError } from './usage-error.ts';
import { usersCommand } from './users.ts';

const EXIT_DONE = 0;
const EXIT_FAILED = 1;
const EXIT_REFUSED = 2;
const EXIT_NOT_FOUND = 3;

const NOT_FOUND_RULES = ['device-not-found', 'user-not-found'];

/**
 * Runs one `energy …` command.
 *
 * @returns the exit code: 0 done; 1 an engine is unavailable, something failed or does not agree; 2 the request or
 *   the configuration is invalid, or the rules forbid it; 3 what was named does not exist
 */
export async function runCommandLine(
  args: readonly string[],
  environment: Terminal['environment'],
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  interruption: Terminal['interruption'] = untilInterrupted,
  ask: Terminal['ask'] = askAtTerminal,
): Promise<number> {
  const terminal: Terminal = {
    environment,
    out: (text) => stdout.write(`${text}\n`),
    say: (text) => stderr.write(`${text}\n`),
    interruption,
    ask,
  };
  const energy = new Command('energy')
    .description(
      'Operates the energy platform: its devices, users and dead letters, its chat, history, projections ' +
        'and backups.',
    )
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    })
    .showHelpAfterError('(--help shows what there is)');
  energy.addCommand(devicesCommand(terminal));
  energy.addCommand(usersCommand(terminal));
  energy.addCommand(alertsCommand(terminal));
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

function exitCodeOf(error: unknown, { say }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_REFUSED;
  say(errorMessage(error));
  if (isNotFound(error)) return EXIT_NOT_FOUND;
  const refused =
    error instanceof RuleViolation || error instanceof UsageError || error instanceof CannotStart;
  const explained =
    refused ||
    error instanceof EngineUnavailable ||
    error instanceof Disagreement ||
    error instanceof RecordLost ||
    error instanceof RebuildInterrupted ||
    error instanceof PositionNotFound ||
    error instanceof BackupFailure ||
    error instanceof ChatRefusal;
  if (!explained) say('Nothing else is known about it.');
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
