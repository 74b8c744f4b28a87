import { setTimeout as sleep } from 'node:timers/promises';
import { openMeasurementQueue } from '@energy/measurements';
import { silentLog } from '@energy/testing';
import { Api, type Person, registerClient, signInAdministrator } from '@energy/testing/api';
import type { Acknowledged } from './judge/acknowledged.ts';
import { deviationsOf, judge, type Verdict } from './judge/judge.ts';
import { loadShown } from './judge/shown.ts';
import { administrate } from './load/administrator.ts';
import { sendMessages } from './load/chat.ts';
import { type ChaosClient, connectClient } from './load/client.ts';
import { type RegisteredMeter, registerMeters, sendTelegrams } from './load/meters.ts';
import { Session } from './load/session.ts';
import { planMeters, planTelegrams, type Telegram } from './load/telegrams.ts';
import { ChaosPlatform } from './platform/chaos-platform.ts';
import type { RealEngines } from './platform/real-engines.ts';
import { Random } from './random.ts';
import { describeFault, type Fault, planFaults } from './schedule.ts';

const CLIENTS = 3;
const METERS_PER_MINUTE = 12;
/** After the last fault everything must be right within this time. */
const RECOVERY_TIMEOUT_MS = 90_000;
const JUDGE_INTERVAL_MS = 1_000;

export interface RunOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Embedded engines where it is left out. */
  readonly engines?: RealEngines | undefined;
  readonly projectors: number;
  /** Receives a line for each fault as it begins. */
  readonly report: (line: string) => void;
}

export interface RunResult {
  readonly faults: readonly Fault[];
  readonly verdict: Verdict;
  /** Services that ended by themselves. */
  readonly crashes: readonly string[];
  /** Answers with 500, and calls that ended with INTERNAL. */
  readonly internalErrors: readonly string[];
}

/** Puts load on a platform of its own while faults happen to it, then judges what it shows. */
export async function run(options: RunOptions): Promise<RunResult> {
  const platform = await ChaosPlatform.start(options);
  const over = new AbortController();
  try {
    return await runOn(platform, options, over.signal);
  } finally {
    over.abort();
    await platform.close();
  }
}

/** @param over ends what clients receive */
async function runOn(
  platform: ChaosPlatform,
  { seed, minutes, report }: RunOptions,
  over: AbortSignal,
): Promise<RunResult> {
  const random = new Random(seed);
  const durationMs = minutes * 60_000;
  const faults = planFaults(random.fork(), { durationMs, targets: platform.targets });
  const plannedMeters = planMeters(random.fork(), Math.max(12, METERS_PER_MINUTE * minutes));
  const telegrams = planTelegrams(random.fork(), plannedMeters, Date.now());

  const administrator = await signInAdministrator(
    new Api(`${platform.url}/api`),
    await platform.oneTimePassword(),
  );
  const people = await registerClients(administrator);
  const meters = await registerMeters(administrator, people, plannedMeters);
  const actors: Actors = {
    administrator: new Session(platform.url, administrator),
    clients: people.map((person) => connectClient(person, platform.url, over)),
    meters,
  };

  const load = new Load(platform, actors, { random: random.fork(), durationMs });
  const injected = injectFaults(platform, faults, report);
  const acknowledged = await load.run(telegrams);
  await injected;
  const verdict = await judgeUntilRight(acknowledged, actors.administrator);
  const sessions = [actors.administrator, ...actors.clients.map(({ session }) => session)];
  return {
    faults,
    verdict,
    crashes: platform.crashes,
    internalErrors: sessions.flatMap(({ internalErrors }) => internalErrors),
  };
}

/** Everyone and everything that uses the platform. */
interface Actors {
  readonly administrator: Session;
  readonly clients: readonly ChaosClient[];
  readonly meters: readonly RegisteredMeter[];
}

/** Uses the platform for a while: meters, an administrator, and a chat. */
class Load {
  readonly #platform: ChaosPlatform;
  readonly #actors: Actors;
  readonly #random: Random;
  readonly #durationMs: number;
  readonly #until: AbortSignal;
  readonly #signal: AbortSignal;

  constructor(
    platform: ChaosPlatform,
    actors: Actors,
    { random, durationMs }: { random: Random; durationMs: number },
  ) {
    this.#platform = platform;
    this.#actors = actors;
    this.#random = random;
    this.#durationMs = durationMs;
    this.#until = AbortSignal.timeout(durationMs);
    this.#signal = AbortSignal.timeout(durationMs + RECOVERY_TIMEOUT_MS);
  }

  async run(telegrams: readonly Telegram[]): Promise<Acknowledged> {
    const { administrator, clients, meters } = this.#actors;
    const [readings, devices, messages] = await Promise.all([
      this.#sendTelegrams(telegrams),
      administrate(administrator, this.#options()),
      this.#chat(),
    ]);
    return { readings, devices, messages, meters, clients };
  }

  async #sendTelegrams(telegrams: readonly Telegram[]) {
    const queue = openMeasurementQueue(this.#platform.brokerUrl, { log: silentLog });
    const deviceIds = this.#actors.meters.map(({ id }) => id);
    try {
      const options = { ...this.#options(), queue, deviceIds, durationMs: this.#durationMs };
      return await sendTelegrams(telegrams, options);
    } finally {
      await queue.close();
    }
  }

  async #chat() {
    const { administrator, clients } = this.#actors;
    const clientIds = clients.map(({ id }) => id);
    const answers = { ...this.#options(), author: 'administrator', clientIds };
    const sent = await Promise.all([
      sendMessages(administrator, answers),
      ...clients.map(({ id, name, session }) =>
        sendMessages(session, { ...this.#options(), author: name, clientIds: [id] }),
      ),
    ]);
    return sent.flat();
  }

  #options() {
    return { random: this.#random.fork(), until: this.#until, signal: this.#signal };
  }
}

async function registerClients(administrator: Person): Promise<Person[]> {
  const people: Person[] = [];
  for (let n = 1; n <= CLIENTS; n++) {
    people.push(await registerClient(administrator, `Client ${n}`));
  }
  return people;
}

async function injectFaults(
  platform: ChaosPlatform,
  faults: readonly Fault[],
  report: (line: string) => void,
): Promise<void> {
  const startedAt = performance.now();
  const inject = async (fault: Fault) => {
    await sleep(Math.max(0, fault.at - (performance.now() - startedAt)));
    report(describeFault(fault));
    await platform.inject(fault);
  };
  await Promise.all(faults.map(inject));
}

/** Judges again until nothing deviates, or the time for recovery is over. */
async function judgeUntilRight(
  acknowledged: Acknowledged,
  administrator: Session,
): Promise<Verdict> {
  const deadline = performance.now() + RECOVERY_TIMEOUT_MS;
  for (;;) {
    const signal = AbortSignal.timeout(RECOVERY_TIMEOUT_MS);
    const verdict = judge(acknowledged, await loadShown(acknowledged, administrator, signal));
    if (deviationsOf(verdict).length === 0 || performance.now() > deadline) return verdict;
    await sleep(JUDGE_INTERVAL_MS);
  }
}
