import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deviceDecider, deviceStream } from '@energy/domain';
import { handleCommand } from '@energy/event-store';
import { writeMeasurement } from '@energy/measurements';
import { type Api, chatByGrpcWeb, type Person, registerClient } from '@energy/testing/api';
import type { SoakPlatform } from './soak-platform.ts';

const CLIENTS = 50;
const CHAT_CLIENTS = 20;
const REGISTRATION_BATCH = 200;
/** As many as fill the projector's page cache, which grows with the file until then. */
const HISTORY_READINGS = 6_000_000;
const HISTORY_BATCH = 5_000;
const MAX_BACKLOG = 20 * HISTORY_BATCH;
const TICK_MS = 20;
const INTERVAL_MS = 600_000;
const READINGS_AN_HOUR = 6;
const COMMAND_INTERVAL_MS = 200;
const QUERY_INTERVAL_MS = 50;
const MESSAGE_INTERVAL_MS = 500;
/** Lifetime of a live connection or a stream: those of browsers end now and then as well. */
const CONNECTION_MS = 120_000;
const RECONNECT_DELAY_MS = 1_000;

/** Six readings of 0.1 kWh stay below it; one of 2 kWh exceeds it. */
const LIMIT_KWH = 1;
const USUAL_ENERGY = 100_000_000;
const HIGH_ENERGY = 2_000_000_000;
const HIGH_EVERY = 601;
const CORRECTED_EVERY = 199;

export interface SoakLoadOptions {
  readonly durationMs: number;
  readonly readingsPerSecond: number;
  readonly devices: number;
}

/** Readings, commands, queries, live connections and chats, at steady rates. */
export class SoakLoad {
  readonly counts = { readings: 0, commands: 0, queries: 0, messages: 0, frames: 0, backlog: 0 };
  /** Number of failures by kind. */
  readonly failures = new Map<string, number>();
  readonly #platform: SoakPlatform;
  readonly #options: SoakLoadOptions;
  readonly #clients: readonly Person[];
  readonly #deviceIds: readonly string[];
  /** Number of readings of the run. */
  readonly #total: number;
  /** The time of the first reading of the history. */
  readonly #firstAt: number;
  #until = AbortSignal.abort();

  /** Registers clients and their devices, and records a history of their readings. */
  static async prepare(platform: SoakPlatform, options: SoakLoadOptions): Promise<SoakLoad> {
    const clients: Person[] = [];
    for (let n = 1; n <= CLIENTS; n++) {
      clients.push(await registerClient(platform.administrator, `Client ${n}`));
    }
    const deviceIds: string[] = [];
    while (deviceIds.length < options.devices) {
      const length = Math.min(REGISTRATION_BATCH, options.devices - deviceIds.length);
      const owner = clients[(deviceIds.length / REGISTRATION_BATCH) % CLIENTS]!;
      deviceIds.push(...(await registerDevices(platform, owner, length)));
    }
    const load = new SoakLoad({ platform, options, clients, deviceIds });
    await load.#publishHistory();
    return load;
  }

  private constructor(prepared: {
    platform: SoakPlatform;
    options: SoakLoadOptions;
    clients: readonly Person[];
    deviceIds: readonly string[];
  }) {
    this.#platform = prepared.platform;
    this.#options = prepared.options;
    this.#clients = prepared.clients;
    this.#deviceIds = prepared.deviceIds;
    const { durationMs, readingsPerSecond } = prepared.options;
    this.#total = (durationMs / 1_000) * readingsPerSecond;
    const rounds = Math.ceil((HISTORY_READINGS + this.#total) / this.#deviceIds.length);
    this.#firstAt = (Math.floor(Date.now() / INTERVAL_MS) - rounds) * INTERVAL_MS;
  }

  async run(): Promise<void> {
    this.#until = AbortSignal.timeout(this.#options.durationMs);
    await Promise.all([
      this.#publishReadings(),
      this.#repeat(COMMAND_INTERVAL_MS, (n) => this.#command(n)),
      this.#repeat(QUERY_INTERVAL_MS, (n) => this.#query(n)),
      this.#repeat(MESSAGE_INTERVAL_MS, (n) => this.#sendMessage(n)),
      ...this.#clients.map((client, n) => this.#connectAgain(n, () => this.#listen(client))),
      ...this.#clients
        .slice(0, CHAT_CLIENTS)
        .map((client, n) => this.#connectAgain(n, () => this.#followChat(client))),
    ]);
    this.counts.backlog = await this.#platform.running.queue.waiting();
  }

  async #publishHistory(): Promise<void> {
    const { queue } = this.#platform.running;
    for (let from = 0; from < HISTORY_READINGS; from += HISTORY_BATCH) {
      const numbers = Array.from({ length: HISTORY_BATCH }, (_, index) => from + index);
      await queue.publish(numbers.flatMap((number) => this.#messages(number)));
      while ((await queue.waiting()) > MAX_BACKLOG) await sleep(TICK_MS);
    }
    while ((await queue.waiting()) > 0) await sleep(TICK_MS);
  }

  /** Publishes a reading of every device in turn, ten minutes later each time; the last one is of now. */
  async #publishReadings(): Promise<void> {
    const startedAt = performance.now();
    while (!this.#until.aborted) {
      const due = ((performance.now() - startedAt) / 1_000) * this.#options.readingsPerSecond;
      const messages: Uint8Array[] = [];
      while (this.counts.readings < Math.min(due, this.#total)) {
        messages.push(...this.#messages(HISTORY_READINGS + this.counts.readings++));
      }
      await this.#count('reading', () => this.#platform.running.queue.publish(messages));
      await sleep(TICK_MS);
    }
  }

  #messages(number: number): Uint8Array[] {
    const round = Math.floor(number / this.#deviceIds.length);
    const deviceId = this.#deviceIds[number % this.#deviceIds.length]!;
    const at = this.#firstAt + round * INTERVAL_MS;
    const energy = number % HIGH_EVERY === 0 ? HIGH_ENERGY : USUAL_ENERGY;
    const messages = [writeMeasurement({ deviceId, at, energy })];
    if (number % CORRECTED_EVERY === 0 && round % READINGS_AN_HOUR > 0) {
      const corrected = { deviceId, at: at - INTERVAL_MS, energy: USUAL_ENERGY / 2 };
      messages.push(writeMeasurement(corrected));
    }
    return messages;
  }

  async #command(n: number): Promise<void> {
    const id = this.#deviceIds[(n * 7) % this.#deviceIds.length]!;
    await this.#count('command', async () => {
      const { api } = this.#platform.administrator;
      await api.request('PATCH', `/devices/${id}`, { description: `Meter, change ${n}` });
      this.counts.commands++;
    });
  }

  async #query(n: number): Promise<void> {
    const client = n % CLIENTS;
    const deviceId = this.#deviceIds[client * REGISTRATION_BATCH + (n % REGISTRATION_BATCH)];
    const day = Temporal.Now.plainDateISO('Europe/Brussels');
    const own: string[] = ['/alerts', '/devices'];
    if (deviceId) own.push(`/devices/${deviceId}/consumption?day=${day}`);
    const path = own[Math.floor(n / CLIENTS) % own.length]!;
    await this.#count('query', async () => {
      await this.#clients[client]!.api.request('GET', path);
      this.counts.queries++;
    });
  }

  async #sendMessage(n: number): Promise<void> {
    const client = this.#clients[n % CHAT_CLIENTS]!;
    await this.#count('message', async () => {
      const authorization = await authorizationOf(client.api);
      const chat = chatByGrpcWeb(this.#platform.url, authorization);
      const message = { clientId: client.id, messageId: randomUUID(), text: `Message ${n}` };
      await chat.send(message);
      this.counts.messages++;
    });
  }

  /** Receives live frames, and watches a few devices, until the connection's lifetime ends. */
  async #listen(client: Person): Promise<void> {
    const authorization = await authorizationOf(client.api);
    const url = `${this.#platform.url.replace(/^http/, 'ws')}/api/live`;
    const socket = new WebSocket(url, { headers: { authorization } });
    const index = this.#clients.indexOf(client) * REGISTRATION_BATCH;
    const deviceIds = this.#deviceIds.slice(index, index + 5);
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.onopen = () => socket.send(JSON.stringify({ type: 'watch', deviceIds }));
    socket.onmessage = () => this.counts.frames++;
    socket.onclose = () => resolve();
    socket.onerror = () => resolve();
    await Promise.race([promise, this.#wait(CONNECTION_MS)]);
    socket.close();
  }

  async #followChat(client: Person): Promise<void> {
    const chat = chatByGrpcWeb(this.#platform.url, await authorizationOf(client.api));
    const signal = AbortSignal.any([this.#until, AbortSignal.timeout(CONNECTION_MS)]);
    try {
      for await (const _update of chat.follow({ clientId: client.id }, { signal })) {
        this.counts.frames++;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Calls a function at a rate, without waiting for it. */
  async #repeat(intervalMs: number, call: (n: number) => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    const calls = new Set<Promise<void>>();
    for (let n = 0; !this.#until.aborted; n++) {
      const called = call(n).finally(() => calls.delete(called));
      calls.add(called);
      await this.#wait(startedAt + (n + 1) * intervalMs - performance.now());
    }
    await Promise.all(calls);
  }

  async #connectAgain(n: number, connect: () => Promise<void>): Promise<void> {
    await this.#wait((n * RECONNECT_DELAY_MS) / 10);
    while (!this.#until.aborted) {
      await this.#count('connection', connect);
      await this.#wait(RECONNECT_DELAY_MS);
    }
  }

  async #count(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const failure = `${what}: ${(error as Error).message.replace(/[\da-f-]{36}/g, 'ID').slice(0, 200)}`;
      this.failures.set(failure, (this.failures.get(failure) ?? 0) + 1);
    }
  }

  async #wait(ms: number): Promise<void> {
    await sleep(Math.max(0, ms), undefined, { signal: this.#until }).catch(() => undefined);
  }
}

async function registerDevices(
  { running }: SoakPlatform,
  owner: Person,
  count: number,
): Promise<string[]> {
  const user = { status: 'Registered', name: owner.name, role: 'client' } as const;
  const assign = { type: 'AssignDevice', data: { userId: owner.id, user } } as const;
  const register = async () => {
    const id = await running.registerDevice({ maxHourlyConsumption: LIMIT_KWH });
    await handleCommand({
      eventStore: running.eventStore,
      decider: deviceDecider,
      stream: deviceStream(id),
      command: assign,
      context: { actor: 'system' },
    });
    return id;
  };
  return Promise.all(Array.from({ length: count }, register));
}

/** Signs in again if the session's token has expired. */
async function authorizationOf(api: Api): Promise<string> {
  await api.request('GET', '/session');
  return api.authorization;
}
