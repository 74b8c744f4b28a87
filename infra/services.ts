import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '..');

/** The long-running services, each with the file that starts it. */
export const SERVICES = {
  gateway: 'infra/gateway/main.ts',
  'query-api': 'query-api/main.ts',
  'command-api': 'command-api/main.ts',
  projector: 'projector/main.ts',
  'chat-grpc': 'chat-grpc/main.ts',
} as const;

export type Service = keyof typeof SERVICES;

/** A variable as a service says that it is in force. */
export interface ServiceVariable {
  readonly name: string;
  /** Null where it is left out. */
  readonly value: string | number | null;
  readonly isDefault: boolean;
  readonly description: string;
  /** What it may hold, to follow "must be". */
  readonly expects: string;
}

/**
 * The variables of a service, as it prints them.
 *
 * @throws Error with what the service says, where the environment does not configure it
 */
export async function variablesOf(
  service: Service,
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly ServiceVariable[]> {
  const args = [path.join(root, SERVICES[service]), '--print-config', '--json'];
  const env = { PATH: process.env.PATH, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout).variables;
}
