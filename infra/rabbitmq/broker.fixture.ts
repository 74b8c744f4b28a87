import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, temporaryFolder } from '@energy/testing';

/** Folder of the programs in Debian's package; the commands in the PATH would switch to the user `rabbitmq`. */
const PROGRAMS = '/usr/lib/rabbitmq/bin';
const START_TIMEOUT_MS = 60_000;
const NAME_SERVER_TRIES = 100;

export const USERS = ['projector', 'query-api', 'chat-grpc', 'meters', 'operator'] as const;
export type User = (typeof USERS)[number];

/** True if a RabbitMQ server is installed on this machine. */
export const isInstalled = existsSync(`${PROGRAMS}/rabbitmq-server`);

/** A separate broker with the definitions and the configuration of this folder, on free ports. */
export class Broker {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #ports: Ports;

  static async start(): Promise<Broker> {
    const ports = {
      amqp: await freePort(),
      metrics: await freePort(),
      distribution: await freePort(),
    };
    const broker = new Broker({ ...ports, names: await freePort() });
    try {
      await broker.#started();
      return broker;
    } catch (error) {
      await broker.stop();
      throw error;
    }
  }

  private constructor(ports: Ports) {
    this.#ports = ports;
    this.#folder = temporaryFolder('broker');
    writeFileSync(`${this.#folder}/definitions.json`, definitionsWith(passwordOf), { mode: 0o600 });
    writeFileSync(`${this.#folder}/rabbitmq.conf`, this.#configuration());
    this.#process = spawn(`${PROGRAMS}/rabbitmq-server`, {
      detached: true,
      stdio: 'ignore',
      env: {
        ...environmentWithoutBrokers(),
        HOME: this.#folder,
        ERL_EPMD_PORT: String(ports.names),
        ERL_EPMD_ADDRESS: '127.0.0.1',
        RABBITMQ_NODENAME: `energy-test-${ports.amqp}@localhost`,
        RABBITMQ_DIST_PORT: String(ports.distribution),
        RABBITMQ_MNESIA_BASE: `${this.#folder}/mnesia`,
        RABBITMQ_LOG_BASE: `${this.#folder}/log`,
        RABBITMQ_CONFIG_FILE: `${this.#folder}/rabbitmq.conf`,
        RABBITMQ_ENABLED_PLUGINS_FILE: path.join(import.meta.dirname, 'enabled_plugins'),
      },
    });
  }

  /** URL of the broker for a user. */
  url(user: string, password = passwordOf(user)): string {
    return `amqp://${user}:${password}@127.0.0.1:${this.#ports.amqp}/energy`;
  }

  /** Loads the broker's metrics, in Prometheus's format. */
  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.#ports.metrics}/metrics`)).text();
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, 'exit');
      process.kill(-this.#process.pid!, 'SIGKILL');
      await ended;
    }
    await this.#stopNameServer();
    rmSync(this.#folder, { recursive: true });
  }

  /** Stops this broker's own Erlang name server, which ends only after it notices that the broker is gone. */
  async #stopNameServer(): Promise<void> {
    const env = { ...process.env, ERL_EPMD_PORT: String(this.#ports.names) };
    for (let tries = 0; tries < NAME_SERVER_TRIES; tries++) {
      if (spawnSync('epmd', ['-kill'], { env, stdio: 'ignore' }).status === 0) return;
      await sleep(100);
    }
    throw new Error(`Erlang's name server on port ${this.#ports.names} can't be stopped.`);
  }

  /** Configuration of this folder, with the paths and ports of this broker. */
  #configuration(): string {
    const file = readFileSync(path.join(import.meta.dirname, 'rabbitmq.conf'), 'utf8');
    const { amqp, metrics } = this.#ports;
    return file
      .replace('/tmp/definitions.json', `${this.#folder}/definitions.json`)
      .replace('listeners.tcp.default = 5672', `listeners.tcp.1 = 127.0.0.1:${amqp}`)
      .replace('disk_free_limit.absolute = 1GB', 'disk_free_limit.absolute = 50MB')
      .concat(`prometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = ${metrics}\n`);
  }

  async #started(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    // The broker opens its AMQP port last.
    while (!(await isListening(this.#ports.amqp))) {
      if (this.#process.exitCode !== null || Date.now() > deadline) {
        throw new Error('RabbitMQ did not start.');
      }
      await sleep(200);
    }
  }
}

/** Environment without the RABBITMQ_* variables, which configure another RabbitMQ. */
function environmentWithoutBrokers(): NodeJS.ProcessEnv {
  const variables = Object.entries(process.env);
  return Object.fromEntries(variables.filter(([name]) => !name.startsWith('RABBITMQ_')));
}

interface Ports {
  readonly amqp: number;
  readonly metrics: number;
  readonly distribution: number;
  readonly names: number;
}

/** Generates the definitions by definitions.sh. */
export function definitionsWith(passwordFor: (user: User) => string): string {
  const passwords = USERS.map((user) => {
    const name = user.toUpperCase().replace('-', '_');
    return [`BROKER_${name}_PASSWORD`, passwordFor(user)];
  });
  const env = { ...process.env, ...Object.fromEntries(passwords) };
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return execFileSync('sh', [path.join(import.meta.dirname, 'definitions.sh')], {
    encoding: 'utf8',
    env,
    stdio: [...stdio],
  });
}

function passwordOf(user: string): string {
  return `password-of_${user}`;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy());
}
