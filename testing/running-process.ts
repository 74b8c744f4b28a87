import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { forgetGroup, killAtExit } from './cleanup.ts';

/** The repository's root folder. */
export const ROOT = path.join(import.meta.dirname, '..');

const OUTPUT_TIMEOUT_MS = 60_000;

export interface ProcessOptions {
  readonly args?: readonly string[];
  /** Added to this process's own environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** The repository's root by default. */
  readonly cwd?: string;
}

/**
 * A child process and its output. It leads a process group of its own, which is killed when this
 * process ends, for whatever reason.
 */
export class RunningProcess {
  readonly pid: number;
  /** Both streams, in the order in which they were received. */
  output = '';
  stdout = '';
  stderr = '';
  /** Resolves to the exit code when all output was received; null after a signal. */
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #name: string;

  /** Starts a script of the platform, such as `projector/main.ts`, on the Node.js that runs this. */
  static start(script: string, options: ProcessOptions = {}): RunningProcess {
    const file = path.resolve(ROOT, script);
    const command = [process.execPath, file, ...(options.args ?? [])] as const;
    return new RunningProcess(script, command, options);
  }

  /** Starts any program. */
  static spawn(program: string, options: ProcessOptions = {}): RunningProcess {
    return new RunningProcess(program, [program, ...(options.args ?? [])], options);
  }

  private constructor(
    name: string,
    [program, ...args]: readonly [string, ...string[]],
    { env, cwd = ROOT }: ProcessOptions,
  ) {
    this.#name = name;
    this.#child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`${program} could not be started.`);
    this.pid = pid;
    killAtExit(pid);
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#child[stream]!.on('data', (chunk: Buffer) => {
        this[stream] += chunk;
        this.output += chunk;
      });
    }
    this.#child.on('exit', () => forgetGroup(pid));
    this.exited = once(this.#child, 'close').then(([code]) => code);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Sends a signal to the process alone. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Kills the process and what it started; resolves when it has exited. */
  async kill(): Promise<void> {
    if (this.isRunning) process.kill(-this.pid, 'SIGKILL');
    await this.exited;
  }

  /** Sends SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return this.exited;
  }

  /**
   * Resolves to the first match in the output, past or future.
   *
   * @throws Error with the output if the process exits first or the time is over
   */
  async waitForOutput(
    pattern: RegExp | string,
    timeoutMs = OUTPUT_TIMEOUT_MS,
  ): Promise<RegExpExecArray> {
    const expression = typeof pattern === 'string' ? new RegExp(RegExp.escape(pattern)) : pattern;
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = () => {
      const match = expression.exec(this.output);
      if (match) resolve(match);
    };
    const fail = (event: string) => () =>
      reject(new Error(`${this.#name} ${event}; ${expression} is missing in:\n${this.output}`));
    const timer = setTimeout(fail(`did not write it within ${timeoutMs} ms`), timeoutMs);
    const streams = [this.#child.stdout!, this.#child.stderr!];
    for (const stream of streams) stream.on('data', look);
    this.exited.then(fail('has exited'));
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      for (const stream of streams) stream.off('data', look);
    }
  }
}

/** True if the process exists and is not a zombie. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
