import { rmSync } from 'node:fs';
import { type OwnershipStore, openOwnershipStore } from '@energy/accounts';
import { type CredentialStore, openCredentialStore } from '@energy/credentials';
import { type EventStore, openEventStore } from '@energy/event-store';
import { type MeasurementQueue, openMeasurementQueue } from '@energy/measurements';
import { type HourReading, openReadModels, type ReadModels } from '@energy/read-models';
import { fillHours, spoilTotals } from '@energy/read-models/testing';
import type { StoreVariable } from '@energy/service/configuration';
import { temporaryFolder } from '@energy/testing';
import { runCommandLine } from '../command-line.ts';
import { using } from '../engines.ts';

const FIRST_HOUR = Date.UTC(2026, 0, 1);
/** Number of devices whose hours are filled. */
const DEVICES = 1_000;
/** Energies of the readings of one hour, in µWh, by milliseconds after its start. */
const SIX_READINGS = new Map([1, 2, 3, 4, 5, 6].map((energy) => [(energy - 1) * 600_000, energy]));
const silent = { info() {}, warn() {} };

export interface OperatorOptions {
  /** `exist`: the embedded stores exist before the first command, as on a platform that runs. */
  readonly stores?: 'exist' | 'missing';
}

/** An operator at a terminal, with their own engines. */
export class Operator {
  readonly #stores: Required<OperatorOptions>['stores'];
  #areStoresReady = false;
  readonly #urls: Readonly<Record<StoreVariable, string>>;
  readonly folder: string;
  readonly environment: Record<string, string>;
  /** Output of the running command so far. */
  written = { out: '', said: '' };
  /** Input to type at each prompt, by the question. */
  readonly answers: Record<string, string> = {};
  /** Questions whose input was hidden. */
  readonly hidden: string[] = [];

  constructor({ stores = 'exist' }: OperatorOptions = {}) {
    this.#stores = stores;
    this.folder = temporaryFolder('cli');
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

  /** Runs a command; resolves to its exit code and output. */
  async energy(...args: string[]) {
    return this.energyUntil(new AbortController().signal, ...args);
  }

  /** Runs a command until the signal aborts, as by Ctrl-C. */
  async energyUntil(interruption: AbortSignal, ...args: string[]) {
    if (this.#stores === 'exist' && !this.#areStoresReady) await this.#makeStores();
    const written = { out: '', said: '' };
    this.written = written;
    const stdout = {
      write: (text: string | Uint8Array, done?: () => void) => {
        written.out += Buffer.from(text as Uint8Array).toString();
        done?.();
      },
    };
    const stderr = { write: (text: string) => (written.said += text) };
    const streams = { stdout, stderr } as unknown as NodeJS.Process;
    const prompt = async (question: string, hidden?: 'hidden') => {
      if (hidden) this.hidden.push(question);
      return this.answers[question] ?? '';
    };
    const code = await runCommandLine({
      args,
      environment: this.environment,
      ...streams,
      interruptSignal: () => interruption,
      prompt,
    });
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

  async withOwnershipStore<T>(work: (index: OwnershipStore) => Promise<T>): Promise<T> {
    return using(openOwnershipStore(this.environment.CREDENTIALS_URL!), work);
  }

  async withQueue<T>(work: (queue: MeasurementQueue) => Promise<T>): Promise<T> {
    return using(openMeasurementQueue(this.environment.BROKER_URL!, { log: silent }), work);
  }

  /** Makes every hour's total too large by 1 µWh, as no recorder does. */
  spoilTotals(): Promise<void> {
    return spoilTotals(this.#urls.READ_MODEL_URL);
  }

  /** Fills `hours` hours of the devices with six readings each. */
  async fillHours(hours: number): Promise<void> {
    await this.withReadModels(async () => {});
    const numbers = Array.from({ length: hours }, (_, number) => number);
    const chunks = Array.from({ length: Math.ceil(hours / DEVICES) }, (_, chunk) =>
      numbers.slice(chunk * DEVICES, (chunk + 1) * DEVICES),
    );
    await fillHours(
      this.#urls.READ_MODEL_URL,
      chunks.map((chunk) => ({
        hour: this.readingOf(chunk[0]!).hour,
        deviceIds: chunk.map((number) => this.readingOf(number).deviceId),
        energies: () => SIX_READINGS,
      })),
    );
  }

  /** First reading of a filled hour, by the number of the hour. */
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
}
