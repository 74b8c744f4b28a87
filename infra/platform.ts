import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { SERVICES } from './services.ts';

const root = path.join(import.meta.dirname, '..');

export interface Platform {
  /** Resolves to the exit code when all services have ended: 0 where each was stopped and had no error. */
  readonly ended: Promise<number>;
  /** Stops every service. */
  stop(): void;
}

/**
 * Starts one of each service. When one ends, for whatever reason, the others are stopped as well: a
 * platform that lacks a part should be seen to be down.
 */
export function startPlatform({ env, stdio }: Pick<SpawnOptions, 'env' | 'stdio'>): Platform {
  const running: ChildProcess[] = [];
  const GATEWAY_SECRET = env?.GATEWAY_SECRET || randomBytes(32).toString('base64url');
  const stop = () => {
    for (const service of running) service.kill('SIGTERM');
  };
  const exitCodes = Object.values(SERVICES).map((script) => {
    const service = spawn(process.execPath, [path.join(root, script)], {
      cwd: root,
      env: { ...env, GATEWAY_SECRET },
      stdio,
    });
    running.push(service);
    return new Promise<number>((resolve) => {
      service.on('exit', (code) => {
        stop();
        resolve(code ?? 1);
      });
    });
  });
  return { ended: Promise.all(exitCodes).then((codes) => Math.max(...codes)), stop };
}
