import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CredentialStore, openCredentialStore } from '@energy/credentials';
import { type EventStore, openEventStore } from '@energy/event-store';
import { type MeasurementQueue, openMeasurementQueue } from '@energy/measurements';
import { openReadModels, type ReadModels } from '@energy/read-models';
import { runCommandLine } from '../command-line.ts';
import { using } from '../engines.ts';

const silent = { info() {}, warn() {} };

/** Somebody at a terminal, with engines of their own. */
export class Operator {
  readonly folder: string;
  readonly environment: Record<string, string>;
  /** What the command that is running has written so far. */
  written = { out: '', said: '' };
  /** What is typed when something is asked, by the question. */
  readonly answers: Record<string, string> = {};
  /** What was asked without showing the answer. */
  readonly hidden: string[] = [];

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'energy-cli-'));
    this.environment = {
      EVENT_STORE_URL: `sqlite:${this.folder}/events.db`,
      READ_MODEL_URL: `sqlite:${this.folder}/read-models.db`,
      BROKER_URL: `sqlite:${this.folder}/broker.db`,
      CREDENTIALS_URL: `sqlite:${this.folder}/credentials.db`,
      TZ: 'Europe/Brussels',
    };
  }

  leave(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Runs a command; resolves to its exit code and what it wrote. */
  async energy(...args: string[]) {
    return this.energyUntil(new AbortController().signal, ...args);
  }

  /** Runs a command that goes on until Ctrl-C. */
  async energyUntil(interruption: AbortSignal, ...args: string[]) {
    const written = { out: '', said: '' };
    this.written = written;
    const stdout = { write: (text: string) => (written.out += text) };
    const stderr = { write: (text: string) => (written.said += text) };
    const streams = { stdout, stderr } as unknown as NodeJS.Process;
    const ask = async (question: string, hidden?: 'hidden') => {
      if (hidden) this.hidden.push(question);
      return this.answers[question] ?? '';
    };
    const code = await runCommandLine(args, this.environment, streams, () => interruption, ask);
    return { code, ...written };
  }

  async withEventStore<T>(work: (store: EventStore) => Promise<T>): Promise<T> {
    return using(openEventStore(this.environment.EVENT_STORE_URL!, silent), work);
  }

  async withReadModels<T>(work: (models: ReadModels) => Promise<T>): Promise<T> {
    return using(openReadModels(this.environment.READ_MODEL_URL!), work);
  }

  async withCredentials<T>(work: (credentials: CredentialStore) => Promise<T>): Promise<T> {
    return using(openCredentialStore(this.environment.CREDENTIALS_URL!), work);
  }

  async withQueue<T>(work: (queue: MeasurementQueue) => Promise<T>): Promise<T> {
    return using(openMeasurementQueue(this.environment.BROKER_URL!, { log: silent }), work);
  }
}
