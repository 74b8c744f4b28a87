import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A process under measurement. */
export interface RunningService {
  readonly url: string;
  readonly pid: number;
  readonly output: () => string;
  /** Tells it to stop; resolves when it has. */
  stop(): Promise<void>;
}

/**
 * Starts a process; resolves when it says where it listens.
 *
 * @param announcement matches that, and has the URL as its group
 */
export function startService(
  script: string,
  env: NodeJS.ProcessEnv,
  announcement = /Listening at (http:\/\/[\d.]+:\d+)/,
): Promise<RunningService> {
  const { promise, resolve, reject } = Promise.withResolvers<RunningService>();
  const file = path.join(import.meta.dirname, '../..', script);
  const child: ChildProcess = spawn(process.execPath, [file], {
    env: { ...process.env, LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  let text = '';
  child.stdout!.on('data', (chunk) => {
    text += chunk;
    const url = announcement.exec(text)?.[1];
    if (url) resolve({ url, pid: child.pid!, output: () => text, stop });
  });
  ended.then(() => reject(new Error(`${script} has ended: ${text}`)));
  return promise;
}
