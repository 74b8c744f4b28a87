import { exec } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { retryForever } from '@energy/engines';
import { RunningProcess } from '@energy/testing';
import { connect } from 'amqplib';
import { TcpProxy } from './tcp-proxy.ts';

const STAND_IN = 'packages/event-store/eventstoredb/testing/main.ts';
const QUEUES = ['measurements', 'measurements.dead'];
const BROKER_START_TIMEOUT_MS = 30_000;
const VARIABLES = ['RABBITMQ_URL', 'MONGODB_URL'] as const;

const run = promisify(exec);

export interface EngineUrls {
  readonly EVENT_STORE_URL: string;
  readonly READ_MODEL_URL: string;
  readonly CREDENTIALS_URL: string;
  readonly BROKER_URL: string;
}

/** A variable that the real engines need is missing. */
export class MissingVariable extends Error {}

/**
 * RabbitMQ, MongoDB and a fake EventStoreDB, which are empty at the start of each run: the queues are
 * purged, and the databases are new.
 */
export class RealEngines {
  readonly #rabbitMqUrl: URL;
  readonly #mongoDbUrl: URL;
  readonly #stopBroker = process.env.CHAOS_STOP_BROKER;
  readonly #startBroker = process.env.CHAOS_START_BROKER;
  #eventStore: RunningProcess | undefined;

  /** @throws MissingVariable */
  static fromEnvironment(env: NodeJS.ProcessEnv): RealEngines {
    const missing = VARIABLES.filter((name) => !env[name]);
    if (missing.length > 0) {
      throw new MissingVariable(
        `--engines real needs the URLs of servers for tests: set ${missing.join(' and ')}, ` +
          'e.g. amqp://guest:guest@127.0.0.1:5672 and mongodb://127.0.0.1:27017.',
      );
    }
    return new RealEngines(new URL(env.RABBITMQ_URL!), new URL(env.MONGODB_URL!));
  }

  private constructor(rabbitMqUrl: URL, mongoDbUrl: URL) {
    this.#rabbitMqUrl = rabbitMqUrl;
    this.#mongoDbUrl = mongoDbUrl;
  }

  /** True if CHAOS_STOP_BROKER and CHAOS_START_BROKER hold the commands for it. */
  get canRestartBroker(): boolean {
    return Boolean(this.#stopBroker && this.#startBroker);
  }

  async stopBroker(): Promise<void> {
    await run(this.#stopBroker!);
  }

  /**
   * Starts the broker again. A start soon after a stop fails now and then: RabbitMQ 3.10 gives "Error: normal"
   * when a process of the earlier run ends during the boot.
   *
   * @throws TimeoutError if the broker does not start within half a minute
   */
  async startBroker(): Promise<void> {
    await retryForever('start the broker', () => run(this.#startBroker!), {
      signal: AbortSignal.timeout(BROKER_START_TIMEOUT_MS),
      log: { info: console.log, warn: console.log },
    });
  }

  /** Prepares the engines, each behind a proxy that it adds to `proxies`. */
  async behindProxies(proxies: Map<string, TcpProxy>): Promise<EngineUrls> {
    await emptyQueues(this.#rabbitMqUrl);
    const eventStoreUrl = await this.#startEventStore();
    const behindProxy = async (name: string, url: URL) => {
      const proxy = await TcpProxy.start({ host: url.hostname, port: Number(url.port) });
      proxies.set(`connections to ${name}`, proxy);
      const proxied = new URL(url);
      proxied.hostname = '127.0.0.1';
      proxied.port = String(proxy.port);
      return proxied;
    };
    const mongoDb = await behindProxy('MongoDB', this.#mongoDbUrl);
    mongoDb.searchParams.set('directConnection', 'true');
    const database = (name: string) => {
      const url = new URL(mongoDb);
      url.pathname = `/chaos-${name}-${randomUUID()}`;
      return url.href;
    };
    return {
      EVENT_STORE_URL: (await behindProxy('EventStoreDB', eventStoreUrl)).href,
      READ_MODEL_URL: database('read-models'),
      CREDENTIALS_URL: database('credentials'),
      BROKER_URL: (await behindProxy('RabbitMQ', this.#rabbitMqUrl)).href,
    };
  }

  async close(): Promise<void> {
    await this.#eventStore?.kill();
  }

  async #startEventStore(): Promise<URL> {
    this.#eventStore = RunningProcess.start(STAND_IN, { args: ['0'] });
    const [url] = await this.#eventStore.waitForOutput(/esdb:\S+/);
    return new URL(url);
  }
}

async function emptyQueues(url: URL): Promise<void> {
  const connection = await connect(url.href);
  for (const queue of QUEUES) {
    const channel = await connection.createChannel();
    channel.on('error', () => {}); // The queue does not exist yet.
    await channel.purgeQueue(queue).catch(() => undefined);
    await channel.close().catch(() => undefined);
  }
  await connection.close();
}
