import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** A process under measurement. */
export interface RunningService {
  readonly url: string;
  readonly output: () => string;
  stop(): void;
}

/** Starts a process; resolves when it says where it listens. */
export function startService(script: string, env: NodeJS.ProcessEnv): Promise<RunningService> {
  const { promise, resolve, reject } = Promise.withResolvers<RunningService>();
  const file = path.join(import.meta.dirname, '../..', script);
  const child: ChildProcess = spawn(process.execPath, [file], {
    env: { ...process.env, LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout!.on('data', (chunk) => {
    text += chunk;
    const url = /Listening at (http:\/\/[\d.]+:\d+)/.exec(text)?.[1];
    if (url) resolve({ url, output: () => text, stop: () => child.kill('SIGTERM') });
  });
  child.on('exit', () => reject(new Error(`${script} has ended: ${text}`)));
  return promise;
}
