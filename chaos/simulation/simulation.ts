import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceCommand, deviceDecider, deviceStream } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { type EventStore, handleCommand, openEventStore } from '@energy/event-store';
import { Projector } from '@energy/projector/projector';
import { openReadModels, type ReadModels } from '@energy/read-models';
import { silentLog } from '@energy/testing';
import { aMeasurementMessage } from '@energy/testing/builders';
import { Random } from '../random.ts';
import {
  LIMIT_KWH,
  type PlannedDevice,
  type PlannedFault,
  planDevices,
  planFaults,
} from './plan.ts';
import { feedOf, queueOf, SimulatedBroker } from './simulated-broker.ts';
import { type FaultRates, reachedBy, SimulatedProcess } from './simulated-process.ts';
import { findDeviations } from './verdict.ts';
import { VirtualTime } from './virtual-time.ts';

const FAULTS_MS = 3_000;
/** Time after the last fault within which all results must be correct. */
const RECOVERY_MS = 60_000;
const JUDGE_INTERVAL_MS = 500;
const MAX_RESTART_DELAY_MS = 500;
const RETRY_DELAY_MS = 50;
const MAX_LOT = 5;
const PROJECTOR_RATES: FaultRates = { error: 0.03, crash: 0.01 };
const CALLER_RATES: FaultRates = { error: 0.15, crash: 0 };
const STRAY_ID = '00000000-0000-4000-8000-000000000000';

export interface SimulationResult {
  readonly seed: number;
  readonly deviations: readonly string[];
  /** Number of failed calls, dead processes, suspensions and lost queues. */
  readonly faults: number;
  /** Log of the run in order, each line with the milliseconds of virtual time. */
  readonly trace: readonly string[];
}

/**
 * Runs the projector (the recorder, the projections, the alert relay) and the command handlers in this
 * process, on engines and in virtual time that a seed controls: the same seed gives the same run. Calls to
 * engines fail before or after their effect; projectors die at any call, are suspended, and lose the queue.
 */
export async function simulate(seed: number): Promise<SimulationResult> {
  const random = new Random(seed);
  const time = new VirtualTime(random.fork());
  time.install();
  try {
    const simulation = new Simulation(random, time);
    const deviations = await simulation.run();
    return { seed, deviations, faults: simulation.faults, trace: simulation.trace };
  } finally {
    time.restore();
  }
}

class Simulation {
  readonly trace: string[] = [];
  faults = 0;
  readonly #random: Random;
  readonly #time: VirtualTime;
  readonly #broker: SimulatedBroker;
  readonly #eventStore: EventStore = openEventStore('sqlite::memory:', silentLog);
  readonly #models: ReadModels = openReadModels('sqlite::memory:');
  readonly #processes: SimulatedProcess[] = [];
  readonly #failures: string[] = [];
  readonly #over = new AbortController();
  #projector: SimulatedProcess | undefined;
  #haveFaultsEnded = false;

  constructor(random: Random, time: VirtualTime) {
    this.#random = random;
    this.#time = time;
    this.#broker = new SimulatedBroker(random.fork());
  }

  async run(): Promise<string[]> {
    const devices = planDevices(this.#random.fork(), this.#time.instant);
    const faults = planFaults(this.#random.fork(), FAULTS_MS);
    this.#startProjector();
    let isSent = false;
    const work = Promise.all(devices.map((device) => this.#use(device))).then(() => {
      isSent = true;
    });
    for (const fault of faults) this.#inject(fault);
    await this.#time.pass(FAULTS_MS);
    this.#haveFaultsEnded = true;
    for (const process of this.#processes) process.recover();
    await this.#time.drive(work);
    const deadline = this.#time.now + RECOVERY_MS;
    try {
      for (;;) {
        await this.#time.pass(JUDGE_INTERVAL_MS);
        const deviations = await this.#judge(devices);
        if (deviations.length === 0 && isSent && this.#broker.isEmpty) return this.#failures;
        if (this.#time.now > deadline) {
          const left = `${this.#broker.waiting} messages wait after ${RECOVERY_MS} ms`;
          return [...this.#failures, ...deviations, ...(this.#broker.isEmpty ? [] : [left])];
        }
      }
    } finally {
      await this.#close();
    }
  }

  #judge(devices: readonly PlannedDevice[]): Promise<string[]> {
    const shown = { eventStore: this.#eventStore, models: this.#models, broker: this.#broker };
    return this.#time.drive(findDeviations(devices, shown));
  }

  async #close(): Promise<void> {
    this.#over.abort();
    for (const process of this.#processes) process.crash();
    await this.#time.drive(Promise.all([this.#eventStore.close(), this.#models.close()]));
  }

  #process(name: string, rates: FaultRates): SimulatedProcess {
    const process = new SimulatedProcess({
      name,
      random: this.#random.fork(),
      rates,
      onFault: (line) => this.#noteFault(line),
      onCrash: () => this.#restart(process),
    });
    if (this.#haveFaultsEnded) process.recover();
    this.#processes.push(process);
    return process;
  }

  #startProjector(): void {
    const process = this.#process(`projector ${this.#processes.length}`, PROJECTOR_RATES);
    this.#projector = process;
    this.#note(`${process.name} starts`);
    const projector = new Projector({
      eventStore: eventStoreOf(this.#eventStore, process),
      readModels: reachedBy(process, this.#models),
      queue: queueOf(this.#broker, process),
      feed: feedOf(this.#broker, process),
      batchSize: 500,
      lingerMs: 0,
      log: { info() {}, warn: (line) => this.#note(`${process.name}: ${line}`) },
      signal: this.#over.signal,
      onRecorded: () => {},
      onPublished: () => {},
    });
    projector.run().catch((error: unknown) => {
      if (!this.#over.signal.aborted) this.#failures.push(`${process.name} failed: ${error}`);
    });
  }

  async #restart(process: SimulatedProcess): Promise<void> {
    this.#broker.dropConsumer(process);
    if (process !== this.#projector || this.#over.signal.aborted) return;
    await sleep(this.#random.integer(0, MAX_RESTART_DELAY_MS));
    this.#startProjector();
  }

  async #inject({ kind, at, durationMs }: PlannedFault): Promise<void> {
    await sleep(at);
    const process = this.#projector!;
    this.#noteFault(`${kind} ${process.name} (${durationMs} ms)`);
    if (kind === 'kill') return process.crash();
    if (kind === 'drop-consumer') return this.#broker.dropConsumer();
    // Another projector takes over; this one wakes up beside it, still holding its batch.
    while (!this.#broker.isDeliveringTo(process) && !process.isDead && !this.#haveFaultsEnded) {
      await sleep(1);
    }
    process.pause(durationMs);
    this.#broker.dropConsumer(process);
    this.#startProjector();
  }

  /** Runs the whole history of a device: its registration, its changes and its readings. */
  async #use(device: PlannedDevice): Promise<void> {
    const administrator = this.#process(`administrator of ${device.id}`, CALLER_RATES);
    const meter = this.#process(`meter ${device.id}`, CALLER_RATES);
    await sleep(device.breakMs);
    await this.#register(device, administrator);
    // An alert goes to the owner that the projector knows.
    while (!(await this.#models.devices.find(device.id))?.ownerId) await sleep(RETRY_DELAY_MS);
    await Promise.all([
      this.#changeDescriptions(device, administrator),
      this.#publishReadings(device, meter),
    ]);
  }

  async #register(device: PlannedDevice, administrator: SimulatedProcess): Promise<void> {
    const { id, ownerId, timeZone, descriptions } = device;
    const data = {
      description: descriptions[0]!,
      address: 'Grote Markt 1, 1000 Brussels',
      maxHourlyConsumption: LIMIT_KWH,
      timeZone,
    };
    const user = { status: 'Registered', name: 'Ada', role: 'client' } as const;
    await this.#command(administrator, id, { type: 'RegisterDevice', data });
    const assign = { type: 'AssignDevice', data: { userId: ownerId, user } } as const;
    await this.#command(administrator, id, assign);
  }

  async #changeDescriptions(
    { id, descriptions, breakMs }: PlannedDevice,
    administrator: SimulatedProcess,
  ): Promise<void> {
    for (const description of descriptions.slice(1)) {
      await sleep(breakMs);
      await this.#command(administrator, id, { type: 'ChangeDevice', data: { description } });
    }
  }

  async #publishReadings(device: PlannedDevice, meter: SimulatedProcess): Promise<void> {
    const { id, readings, strays, breakMs } = device;
    const messages = readings.map(({ at, microWattHours }) => ({
      deviceId: id,
      body: aMeasurementMessage({ deviceId: id, at, kWh: microWattHours / 1e9 }),
    }));
    while (messages.length > 0) {
      const lot = messages.splice(0, this.#random.integer(1, MAX_LOT));
      await untilDone(() => meter.call('publish', () => this.#broker.publish(lot)));
      await sleep(breakMs);
    }
    if (strays === 0) return;
    const stray = { deviceId: STRAY_ID, at: this.#time.instant, kWh: 1 };
    this.#broker.publish([{ deviceId: STRAY_ID, body: aMeasurementMessage(stray) }]);
  }

  /** Sends the same command until it is acknowledged. */
  async #command(
    administrator: SimulatedProcess,
    id: string,
    command: DeviceCommand,
  ): Promise<void> {
    const commandId = `${id} ${JSON.stringify(command)}`;
    await untilDone(() =>
      handleCommand({
        eventStore: eventStoreOf(this.#eventStore, administrator),
        decider: deviceDecider,
        stream: deviceStream(id),
        command,
        context: { actor: 'system', commandId, causationId: commandId },
      }),
    );
  }

  #noteFault(line: string): void {
    this.faults++;
    this.#note(line);
  }

  #note(line: string): void {
    this.trace.push(`${String(Math.round(this.#time.now)).padStart(6)} ${line}`);
  }
}

/** Wraps the event store for a process. */
function eventStoreOf(store: EventStore, process: SimulatedProcess): EventStore {
  const reached = reachedBy(process, store, 'events');
  return {
    append: (...args) => reached.append(...args),
    readStream: (...args) => reached.readStream(...args),
    readAll: (...args) => reached.readAll(...args),
    subscribe: ({ signal, ...selection }) => {
      const untilDeath = AbortSignal.any([signal, process.death]);
      const batches = store.subscribe({ ...selection, signal: untilDeath });
      return process.iterate('events.subscribe', batches, 'none');
    },
    head: () => reached.head(),
    hasPosition: (position) => reached.hasPosition(position),
    shareUpTo: (position) => reached.shareUpTo(position),
    close: async () => {},
  };
}

async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      await sleep(RETRY_DELAY_MS);
    }
  }
}
