import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** The tokens that the clients of a process connect with, and the address. */
export interface ClientsOrder {
  /** A WebSocket's. */
  readonly url: string;
  readonly tokens: readonly string[];
}

/** The time at which each alert was received, by the key of its device and hour. */
export type ReceivedAlerts = readonly (readonly [key: string, at: number])[];

const PROCESSES = 2;

/** Clients in processes of their own, each with a WebSocket that is open. */
export class ConnectedClients {
  readonly #processes: readonly ChildProcess[];

  private constructor(processes: readonly ChildProcess[]) {
    this.#processes = processes;
  }

  /** Connects one client for each token; resolves when all have been greeted. */
  static async open({ url, tokens }: ClientsOrder): Promise<ConnectedClients> {
    const share = Math.ceil(tokens.length / PROCESSES);
    const processes = Array.from({ length: PROCESSES }, (_, index) => {
      const child = fork(path.join(import.meta.dirname, 'clients.ts'));
      child.send({ url, tokens: tokens.slice(index * share, (index + 1) * share) });
      return child;
    });
    await Promise.all(processes.map((child) => once(child, 'message')));
    return new ConnectedClients(processes);
  }

  async received(): Promise<ReceivedAlerts> {
    const received = this.#processes.map(async (child) => {
      child.send('report');
      const [report] = await once(child, 'message');
      return report as ReceivedAlerts;
    });
    return (await Promise.all(received)).flat();
  }

  async close(): Promise<void> {
    for (const child of this.#processes) child.kill();
    await Promise.all(this.#processes.map((child) => once(child, 'exit')));
  }
}
