import { flushCompileCache } from 'node:module';
import { EngineUnavailable, Outage, retry } from '@energy/engines';
import type { Registry } from 'prom-client';
import { helpOf, readArguments } from './command-line.ts';
import {
  type Configuration,
  readConfiguration,
  type Variable,
  type Variables,
} from './configuration/configuration.ts';
import { namingVariable } from './configuration/engine-variables.ts';
import { errorMessage } from './configuration/error-message.ts';
import { asJson, asText, printedVariables } from './configuration/printed-configuration.ts';
import { StartupError } from './configuration/startup-error.ts';
import { createLogger, type Logger, loggingVariables } from './logging.ts';
import { countLogLines, createMetrics } from './metrics.ts';
import { comparePeerClocks } from './peer-clocks.ts';
import { startTracing } from './tracing/start-tracing.ts';
import type { Tracing } from './tracing/tracing.ts';
import { tracingVariables } from './tracing/tracing-variables.ts';

const CLOSE_TIMEOUT_MS = 10_000;
/** One Ctrl-C may arrive twice: from the terminal, and from the parent process. */
const SAME_KEYSTROKE_MS = 250;

const MAX_INTERVAL_MS = 2 ** 31 - 1;

const EXIT_STOPPED = 0;
const EXIT_FAILED = 1;
const EXIT_CANNOT_START = 2;
const EXIT_INTERRUPTED = 130;

export interface ServiceContext<V extends Variables> {
  readonly configuration: Configuration<V & SharedVariables>;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Undefined if traces are not configured. */
  readonly tracing: Tracing | undefined;
  /** Aborts when the service must stop. */
  readonly signal: AbortSignal;
  /** Resolves when `signal` aborts: a server awaits it once it listens. */
  readonly stopped: Promise<void>;
  /**
   * Registers a function to call after `work` has ended, in any way. The last registered runs first.
   *
   * @param what names it in the log if it hangs
   */
  onClose(what: string, close: () => Promise<void>): void;
  /**
   * Opens the engine whose URL a variable holds, and closes it at the end. Retries, with one line in the
   * log, while an embedded database can't be opened: on a full or read-only disk, or a damaged file.
   *
   * @param what names the engine in the log
   * @throws StartupError if the URL is invalid: the message names the variable
   */
  open<E extends Closable>(
    variable: UrlVariable<V>,
    what: string,
    open: (url: string) => E,
  ): Promise<E>;
}

/** The names of variables with URLs of engines. */
type UrlVariable<V extends Variables> = {
  [Name in keyof V]: V[Name] extends Variable<string | undefined> ? Name : never;
}[keyof V] &
  string;

interface Closable {
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** Maximum duration of stopping before the process is ended, in milliseconds: 10 s by default. */
  readonly closeTimeoutMs?: number;
}

/**
 * Runs a service as this process, and ends the process with it. `work` returns when the service is done,
 * at the latest soon after `signal` has aborted.
 *
 * SIGINT, SIGTERM and SIGHUP stop it gracefully; a second SIGINT ends it at once. An error of `work` and
 * an unhandled error stop it as well. Exit codes: 0 for a normal stop, 1 for a failure or a hang, 2 if it
 * can't start as configured ({@link StartupError}).
 *
 * With the argument `--print-config` it prints its configuration and ends without opening anything.
 */
export async function runService<V extends Variables>(
  name: string,
  variables: V,
  work: (context: ServiceContext<V>) => Promise<void>,
  options: ServiceOptions = {},
): Promise<never> {
  // A killed process would not write the cache of Node.js, with which the next start takes half the CPU time.
  flushCompileCache();
  let configuration: Configuration<V & SharedVariables>;
  try {
    configuration = readConfigurationOrPrint(name, variables);
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
  const lifecycle = new Lifecycle(name, log, options.closeTimeoutMs ?? CLOSE_TIMEOUT_MS);
  return lifecycle.run(async (signal, stopped, onClose) => {
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
 * Reads the configuration. If the arguments ask for help or the configuration, it prints that and ends the
 * process.
 *
 * @throws StartupError
 */
function readConfigurationOrPrint<V extends Variables>(
  name: string,
  variables: V,
): Configuration<V & SharedVariables> {
  const mode = readArguments(process.argv.slice(2));
  if (mode === 'print help') return printAndExit(helpOf(name));
  const all = { ...variables, ...sharedVariables(name) };
  const configuration = readConfiguration(all, process.env);
  const printed = () => printedVariables(all, configuration, process.env);
  if (mode === 'print configuration') return printAndExit(asText(printed()));
  if (mode === 'print configuration as JSON') return printAndExit(asJson(name, printed()));
  return configuration;
}

function printAndExit(text: string): never {
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

/** The lifecycle of a process, from its start to its exit. */
class Lifecycle {
  readonly #name: string;
  readonly #log: Logger;
  readonly #closeTimeoutMs: number;
  readonly #stopping = new AbortController();
  readonly #closables: NamedClosable[] = [];
  #waitingFor = 'its work to end';
  #exitCode = EXIT_STOPPED;
  #interruptedAt: number | undefined;

  constructor(name: string, log: Logger, closeTimeoutMs: number) {
    this.#name = name;
    this.#log = log;
    this.#closeTimeoutMs = closeTimeoutMs;
  }

  async run(work: Work): Promise<never> {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => this.#onSignal(signal));
    }
    process.on('uncaughtException', (error) => this.#fail(error));
    process.on('unhandledRejection', (reason) => this.#fail(reason));
    const { signal } = this.#stopping;
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    setInterval(() => {}, MAX_INTERVAL_MS); // Keeps the process running while its work waits for `stopped` only.
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

  #onSignal(signal: NodeJS.Signals): void {
    if (this.#interruptedAt !== undefined) {
      const again = performance.now() - this.#interruptedAt > SAME_KEYSTROKE_MS;
      if (signal === 'SIGINT' && again) process.exit(EXIT_INTERRUPTED);
      return;
    }
    this.#interruptedAt = performance.now();
    this.#log.info(`The ${this.#name} is stopping: it received ${signal}.`);
    this.#stop();
  }

  /** Aborts the work, and ends the process after the timeout if something hangs. */
  #stop(): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    setTimeout(() => {
      const seconds = this.#closeTimeoutMs / 1_000;
      this.#log.fatal(
        `The ${this.#name} did not stop within ${seconds} s: it was still waiting for ${this.#waitingFor}.`,
      );
      process.exit(EXIT_FAILED);
    }, this.#closeTimeoutMs);
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
    if (error instanceof StartupError) {
      process.stderr.write(startUpMessage(this.#name, error));
      this.#exitCode = EXIT_CANNOT_START;
    } else {
      this.#log.fatal(`The ${this.#name} failed: ${errorMessage(error)}${this.#hint()}`);
      this.#log.debug({ err: error }, 'The stack trace of that error.');
      this.#exitCode = EXIT_FAILED;
    }
    this.#stop();
  }

  #hint(): string {
    return this.#log.isLevelEnabled('debug') ? '' : ' (LOG_LEVEL=debug shows where)';
  }
}

/** Stopped work may reject with the reason of the signal, which is no failure. */
function isAbortOf(signal: AbortSignal, error: unknown): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

function cannotStart(name: string, error: unknown): never {
  if (!(error instanceof StartupError)) throw error;
  process.stderr.write(startUpMessage(name, error));
  process.exit(EXIT_CANNOT_START);
}

function startUpMessage(name: string, error: StartupError): string {
  return `The ${name} can't start. ${errorMessage(error)}\n`;
}
