import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type CredentialStore, openCredentialStore } from '@energy/credentials';
import { type EventStore, openEventStore } from '@energy/event-store';
import { type MeasurementQueue, openMeasurementQueue } from '@energy/measurements';
import { type HourReading, openReadModels, type ReadModels } from '@energy/read-models';
import type { StoreVariable } from '@energy/service';
import { runCommandLine } from '../command-line.ts';
import { using } from '../engines.ts';

const FIRST_HOUR = Date.UTC(2026, 0, 1);
/** Of which there are hours that are filled. */
const DEVICES = 1_000;
const silent = { info() {}, warn() {} };

export interface OperatorOptions {
  /** Whether the embedded stores exist before the first command, as on a platform that runs. */
  readonly stores?: 'exist' | 'missing';
}

/** A person at a terminal, with engines of their own. */
export class Operator {
  readonly #stores: Required<OperatorOptions>['stores'];
  #areStoresReady = false;
  readonly #urls: Readonly<Record<StoreVariable, string>>;
  readonly folder: string;
  readonly environment: Record<string, string>;
  /** What the command that is running has written so far. */
  written = { out: '', said: '' };
  /** What is typed when something is asked, by the question. */
  readonly answers: Record<string, string> = {};
  /** What was asked without showing the answer. */
  readonly hidden: string[] = [];

  constructor({ stores = 'exist' }: OperatorOptions = {}) {
    this.#stores = stores;
    this.folder = mkdtempSync(path.join(tmpdir(), 'energy-cli-'));
    this.#urls = {
      EVENT_STORE_URL: `sqlite:${this.folder}/events.db`,
      READ_MODEL_URL: `sqlite:${this.folder}/read-models.db`,
      BROKER_URL: `sqlite:${this.folder}/broker.db`,
      CREDENTIALS_URL: `sqlite:${this.folder}/credentials.db`,
    };
    this.environment = { ...this.#urls, TZ: 'Europe/Brussels' };
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
    if (this.#stores === 'exist' && !this.#areStoresReady) await this.#makeStores();
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

  /** Makes every hour's total wrong, as no read model would: by 1 µWh too much. */
  spoilTotals(): void {
    const db = this.#readModelFile();
    db.exec('UPDATE hourly_consumption SET total = total + 1');
    db.close();
  }

  /** Fills so many hours with six readings each: straight into the table, as recording them would take long. */
  async fillHours(hours: number): Promise<void> {
    await this.withReadModels(async () => {});
    const db = this.#readModelFile();
    const insert = db.prepare('INSERT INTO hourly_consumption VALUES (?, ?, ?, ?, ?)');
    const energies = JSON.stringify({
      0: 1,
      600000: 2,
      1200000: 3,
      1800000: 4,
      2400000: 5,
      3000000: 6,
    });
    db.exec('BEGIN');
    for (let number = 0; number < hours; number++) {
      const { hour, deviceId } = this.readingOf(number);
      insert.run(hour, deviceId, 21, 6, energies);
    }
    db.exec('COMMIT');
    db.close();
  }

  /** The first reading of an hour that was filled, by its number. */
  readingOf(number: number): HourReading {
    const hour = FIRST_HOUR + Math.floor(number / DEVICES) * 3_600_000;
    return { deviceId: `device ${number % DEVICES}`, hour, at: hour, energy: 1 };
  }

  /** Makes the embedded stores of this operator's own folder. */
  async #makeStores(): Promise<void> {
    this.#areStoresReady = true;
    const { EVENT_STORE_URL, READ_MODEL_URL, BROKER_URL, CREDENTIALS_URL } = this.#urls;
    const opened = [
      openEventStore(EVENT_STORE_URL, silent),
      openReadModels(READ_MODEL_URL),
      openMeasurementQueue(BROKER_URL, { log: silent }),
      openCredentialStore(CREDENTIALS_URL),
    ];
    await Promise.all(opened.map((engine) => engine.close()));
  }

  #readModelFile(): DatabaseSync {
    return new DatabaseSync(path.join(this.folder, 'read-models.db'), { timeout: 5_000 });
  }
}
