import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '..');

/** Long-running services, each with the file that starts it. */
export const SERVICES = {
  gateway: 'infra/gateway/main.ts',
  'query-api': 'query-api/main.ts',
  'command-api': 'command-api/main.ts',
  projector: 'projector/main.ts',
  'chat-grpc': 'chat-grpc/main.ts',
} as const;

export type Service = keyof typeof SERVICES;

/** An environment variable of a service, with its effective value. */
export interface ServiceVariable {
  readonly name: string;
  /** Null if it is not set. */
  readonly value: string | number | null;
  readonly isDefault: boolean;
  readonly description: string;
  /** Description of the valid values, to follow "must be". */
  readonly expects: string;
}

/**
 * Reads the variables that a service prints.
 *
 * @throws Error with the output of the service if its environment is invalid
 */
export async function variablesOf(
  service: Service,
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly ServiceVariable[]> {
  const args = [path.join(root, SERVICES[service]), '--print-config', '--json'];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout).variables;
}
