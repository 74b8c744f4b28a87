import { EngineUnavailable, Outage, retry } from '@energy/engines';
import type { Registry } from 'prom-client';
import { CannotStart } from './cannot-start.ts';
import { helpOf, readArguments } from './command-line.ts';
import {
  type Configuration,
  readConfiguration,
  type Variable,
  type Variables,
} from './configuration.ts';
import { namingVariable } from './engine-variables.ts';
import { errorMessage } from './error-message.ts';
import { createLogger, type Logger, loggingVariables } from './logging.ts';
import { countLogLines, createMetrics } from './metrics.ts';
import { comparePeerClocks } from './peer-clocks.ts';
import { asJson, asText, printedVariables } from './printed-configuration.ts';
import { startTracing } from './tracing/start-tracing.ts';
import type { Tracing } from './tracing/tracing.ts';
import { tracingVariables } from './tracing/tracing-variables.ts';

const CLOSING_PATIENCE_MS = 10_000;
/** One Ctrl-C may arrive twice: from the terminal, and passed on by whatever started this process. */
const SAME_KEYSTROKE_MS = 250;

const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

const EXIT_STOPPED = 0;
const EXIT_FAILED = 1;
const EXIT_CANNOT_START = 2;
const EXIT_INTERRUPTED = 130;

/** What a service is given to run with. */
export interface ServiceContext<V extends Variables> {
  readonly configuration: Configuration<V & SharedVariables>;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Where traces are wanted. */
  readonly tracing: Tracing | undefined;
  /** Aborts when the service is to stop. */
  readonly signal: AbortSignal;
  /** Resolves when `signal` aborts: what a server awaits once it listens. */
  readonly stopped: Promise<void>;
  /**
   * Remembers what is to be closed once `work` has ended, however it ended: the last opened first.
   *
   * @param what names it in the log, should it hang
   */
  onClose(what: string, close: () => Promise<void>): void;
  /**
   * Opens the engine whose URL a variable holds, and closes it at the end. Retries, with one line in the
   * log, while an embedded database can't be opened: on a full or read-only disk, or a damaged file.
   *
   * @param what names the engine in the log
   * @throws CannotStart where the URL is invalid: the message names the variable
   */
  open<E extends Closable>(
    variable: UrlVariable<V>,
    what: string,
    open: (url: string) => E,
  ): Promise<E>;
}

/** The names of variables that hold URLs of engines. */
type UrlVariable<V extends Variables> = {
  [Name in keyof V]: V[Name] extends Variable<string | undefined> ? Name : never;
}[keyof V] &
  string;

interface Closable {
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** How long stopping may take before the process ends regardless: 10 s. */
  readonly closingPatienceMs?: number;
}

/**
 * Runs a service as this process, and ends the process with it. `work` is the whole of its life: it
 * returns when the service has nothing left to do, at the latest soon after `signal` has aborted.
 *
 * SIGINT, SIGTERM and SIGHUP stop it gracefully; a second SIGINT ends it at once. An error that `work`
 * throws, or that nobody handles, stops it as well. Exit codes: 0 where it stopped as it was told to,
 * 1 where it failed or hung, 2 where it can't start as configured ({@link CannotStart}).
 *
 * Asked by the argument `--print-config`, it prints its configuration and ends, having opened nothing.
 */
export async function runService<V extends Variables>(
  name: string,
  variables: V,
  work: (context: ServiceContext<V>) => Promise<void>,
  options: ServiceOptions = {},
): Promise<never> {
  let configuration: Configuration<V & SharedVariables>;
  try {
    configuration = configuredOrAnswered(name, variables);
  } catch (error) {
    return cannotStart(name, error);
  }
  const shared = readConfiguration(sharedVariables(name), process.env);
  const metrics = createMetrics(name);
  const log = createLogger(name, {
    level: shared.LOG_LEVEL,
    format: shared.LOG_FORMAT,
    onLine: countLogLines(metrics),
  });
  comparePeerClocks({ metrics, log });
  const life = new Life(name, log, options.closingPatienceMs ?? CLOSING_PATIENCE_MS);
  return life.run(async (signal, stopped, onClose) => {
    const tracing = await startTracing(shared, log);
    if (tracing) onClose('the traces', () => tracing.close());
    const open: ServiceContext<V>['open'] = async (variable, what, openEngine) => {
      const url = (configuration as Readonly<Record<string, string>>)[variable]!;
      const attempt = () => namingVariable(variable, () => openEngine(url));
      const engine = await openWhenAvailable(what, attempt, { log, signal });
      onClose(what, () => engine.close());
      return engine;
    };
    await work({ configuration, log, metrics, tracing, signal, stopped, onClose, open });
  });
}

/** Retries an open that throws EngineUnavailable, until the signal aborts. */
async function openWhenAvailable<E>(
  what: string,
  open: () => E,
  { log, signal }: { readonly log: Logger; readonly signal: AbortSignal },
): Promise<E> {
  const outage = new Outage(log);
  const engine = await retry(open, {
    signal,
    onFailure: (error) => {
      if (!(error instanceof EngineUnavailable)) throw error;
      outage.began(`Can't open ${what}; retrying: ${error.message}.`, error.message);
    },
  });
  outage.ended(`Opened ${what}.`);
  return engine;
}

/** The variables of every service, beside its own. */
const sharedVariables = (name: string) => ({ ...loggingVariables, ...tracingVariables(name) });

type SharedVariables = ReturnType<typeof sharedVariables>;

/**
 * The configuration to run with. Where the process is asked to say something of itself instead, it does
 * so and ends.
 *
 * @throws CannotStart
 */
function configuredOrAnswered<V extends Variables>(
  name: string,
  variables: V,
): Configuration<V & SharedVariables> {
  const asked = readArguments(process.argv.slice(2));
  if (asked === 'for help') return answer(helpOf(name));
  const all = { ...variables, ...sharedVariables(name) };
  const configuration = readConfiguration(all, process.env);
  const printed = () => printedVariables(all, configuration, process.env);
  if (asked === 'for its configuration') return answer(asText(printed()));
  if (asked === 'for its configuration, as JSON') return answer(asJson(name, printed()));
  return configuration;
}

function answer(text: string): never {
  process.stdout.write(text);
  process.exit(EXIT_STOPPED);
}

interface NamedClosable extends Closable {
  readonly what: string;
}

type Work = (
  signal: AbortSignal,
  stopped: Promise<void>,
  onClose: ServiceContext<Variables>['onClose'],
) => Promise<void>;

/** One process from its start to its exit. */
class Life {
  readonly #name: string;
  readonly #log: Logger;
  readonly #patienceMs: number;
  readonly #stopping = new AbortController();
  readonly #closables: NamedClosable[] = [];
  #waitingFor = 'its work to end';
  #exitCode = EXIT_STOPPED;
  #interruptedAt: number | undefined;

  constructor(name: string, log: Logger, patienceMs: number) {
    this.#name = name;
    this.#log = log;
    this.#patienceMs = patienceMs;
  }

  async run(work: Work): Promise<never> {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => this.#told(signal));
    }
    process.on('uncaughtException', (error) => this.#fail(error));
    process.on('unhandledRejection', (reason) => this.#fail(reason));
    const { signal } = this.#stopping;
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    setInterval(() => {}, LONGEST_INTERVAL_MS); // Work that waits for nothing but `stopped` goes on.
    this.#log.info(`The ${this.#name} is starting (process ${process.pid}).`);
    try {
      await work(signal, stopped, (what, close) => this.#closables.push({ what, close }));
    } catch (error) {
      if (!isAbortOf(signal, error)) this.#fail(error);
    }
    this.#stop();
    await this.#close();
    const verdict = this.#exitCode === EXIT_STOPPED ? 'has stopped' : 'has ended after an error';
    this.#log.info(`The ${this.#name} ${verdict}.`);
    process.exit(this.#exitCode);
  }

  #told(signal: NodeJS.Signals): void {
    if (this.#interruptedAt !== undefined) {
      const again = performance.now() - this.#interruptedAt > SAME_KEYSTROKE_MS;
      if (signal === 'SIGINT' && again) process.exit(EXIT_INTERRUPTED);
      return;
    }
    this.#interruptedAt = performance.now();
    this.#log.info(`The ${this.#name} is stopping: it received ${signal}.`);
    this.#stop();
  }

  /** Aborts the work and sees to it that the process ends, whatever may hang. */
  #stop(): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    setTimeout(() => {
      const seconds = this.#patienceMs / 1_000;
      this.#log.fatal(
        `The ${this.#name} did not stop within ${seconds} s: it was still waiting for ${this.#waitingFor}.`,
      );
      process.exit(EXIT_FAILED);
    }, this.#patienceMs);
  }

  async #close(): Promise<void> {
    for (const { what, close } of this.#closables.reverse()) {
      this.#waitingFor = `${what} to close`;
      try {
        await close();
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  #fail(error: unknown): void {
    if (error instanceof CannotStart) {
      process.stderr.write(startUpMessage(this.#name, error));
      this.#exitCode = EXIT_CANNOT_START;
    } else {
      this.#log.fatal(`The ${this.#name} failed: ${errorMessage(error)}${this.#hint()}`);
      this.#log.debug({ err: error }, 'Where that error came from.');
      this.#exitCode = EXIT_FAILED;
    }
    this.#stop();
  }

  #hint(): string {
    return this.#log.isLevelEnabled('debug') ? '' : ' (LOG_LEVEL=debug shows where)';
  }
}

/** Work that is stopped may end by the signal's own error; that is no failure. */
function isAbortOf(signal: AbortSignal, error: unknown): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

function cannotStart(name: string, error: unknown): never {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(startUpMessage(name, error));
  process.exit(EXIT_CANNOT_START);
}

function startUpMessage(name: string, error: CannotStart): string {
  return `The ${name} can't start. ${errorMessage(error)}\n`;
}
