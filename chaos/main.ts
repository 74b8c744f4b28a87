// npm run chaos -- [--minutes N] [--engines embedded|real] [--seed S] [--seeds K] [--simulation]: breaks a platform of its own
// in every way while it is used, and compares what it shows afterwards with what it acknowledged. Prints a
// report and, last, one line of JSON. Exits with 1 where anything deviates, and with 2 for wrong options.
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Deviation, deviationsOf } from './judge/judge.ts';
import { MissingVariable, RealEngines } from './platform/real-engines.ts';
import { type RunResult, run } from './run.ts';
import { runSeeds } from './simulation/run-seeds.ts';

const MAX_SEED = 0x7fffffff;
const MAX_LINES = 20;

interface Options {
  readonly minutes: number;
  readonly engines: 'embedded' | 'real';
  readonly seed: number;
  readonly seeds: number;
  readonly projectors: number;
  readonly simulation: boolean;
}

const options = new Command('chaos')
  .description(
    'Breaks a platform in every way while it is used, and judges what it shows afterwards.',
  )
  .addOption(
    new Option('--minutes <number>', 'how long faults happen').default(2).argParser(positive),
  )
  .addOption(
    new Option('--engines <kind>', 'real: RABBITMQ_URL and MONGODB_URL name servers for tests')
      .choices(['embedded', 'real'])
      .default('embedded'),
  )
  .addOption(
    new Option('--seed <integer>', 'repeats the load and the faults of a run')
      .default(Math.floor(Math.random() * MAX_SEED), 'a random one')
      .argParser(natural),
  )
  .addOption(
    new Option('--seeds <integer>', 'runs so many seeds, one after the other')
      .default(1)
      .argParser(natural),
  )
  .addOption(
    new Option('--projectors <integer>', 'how many share the readings')
      .default(1)
      .argParser(natural),
  )
  .addOption(
    new Option('--simulation', 'in this process, on simulated engines and time; takes no minutes')
      .default(false)
      .conflicts(['minutes', 'engines', 'projectors']),
  )
  .parse()
  .opts<Options>();

if (options.simulation) {
  await runSeeds(options);
} else {
  const results: RunResult[] = [];
  for (let n = 0; n < options.seeds; n++) results.push(await runSeed(options.seed + n));
  printTotals(results);
}
// A run by itself may never end: with a request that was cut off, Node.js 26 waits for it in a busy loop.
process.exit();

async function runSeed(seed: number): Promise<RunResult> {
  const { minutes, engines, projectors } = options;
  console.log(`Seed ${seed}: ${minutes} min on ${engines} engines, ${projectors} projector(s).`);
  const result = await run({
    seed,
    minutes,
    projectors,
    engines: engines === 'real' ? realEngines() : undefined,
    report: (line) => console.log(`  ${line}`),
  });
  printResult(result);
  return result;
}

function realEngines(): RealEngines {
  try {
    return RealEngines.fromEnvironment(process.env);
  } catch (error) {
    if (!(error instanceof MissingVariable)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

function printResult({ faults, verdict, crashes, internalErrors }: RunResult): void {
  const { hours, commands, messages, alerts } = verdict;
  console.log(
    `${faults.length} faults, ${hours} hours, ${commands} commands, ${messages} messages, ${alerts} alerts.`,
  );
  printLines('Deviations', deviationsOf(verdict));
  printLines('Services that ended by themselves', crashes);
  printLines('Internal errors', internalErrors);
}

function printLines(title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  console.log(`${title} (${lines.length}):`);
  for (const line of lines.slice(0, MAX_LINES)) console.log(`  ${line}`);
}

function printTotals(runs: readonly RunResult[]): void {
  const sum = (count: (result: RunResult) => number) =>
    runs.reduce((total, result) => total + count(result), 0);
  const deviations = (name: Deviation) => sum(({ verdict }) => verdict.deviations[name].length);
  const wrong = {
    hours_wrong: deviations('hoursWrong'),
    commands_lost: deviations('commandsLost'),
    commands_doubled: deviations('commandsDoubled'),
    messages_lost: deviations('messagesLost'),
    messages_doubled: deviations('messagesDoubled'),
    alerts_missing: deviations('alertsMissing'),
    alerts_doubled: deviations('alertsDoubled'),
    alerts_unfounded: deviations('alertsUnfounded'),
    crashes: sum(({ crashes }) => crashes.length),
    internal_errors: sum(({ internalErrors }) => internalErrors.length),
  };
  const totals = {
    chaos: options.engines,
    seed: options.seed,
    seeds: runs.length,
    faults: sum(({ faults }) => faults.length),
    hours: sum(({ verdict }) => verdict.hours),
    commands: sum(({ verdict }) => verdict.commands),
    messages: sum(({ verdict }) => verdict.messages),
    alerts: sum(({ verdict }) => verdict.alerts),
    ...wrong,
  };
  console.log(JSON.stringify(totals));
  if (Object.values(wrong).some((count) => count > 0)) process.exitCode = 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1_440)) {
    throw new InvalidArgumentError('It must be a number of minutes, 1440 at most.');
  }
  return value;
}

function natural(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MAX_SEED) {
    throw new InvalidArgumentError(`It must be an integer from 1 to ${MAX_SEED}.`);
  }
  return value;
}
