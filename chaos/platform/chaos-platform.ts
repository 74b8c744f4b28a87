import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedEnvironment, freePort, RunningProcess, temporaryFolder } from '@energy/testing';
import type { Fault, Targets } from '../schedule.ts';
import type { EngineUrls, RealEngines } from './real-engines.ts';
import { SmallDisk } from './small-disk.ts';
import { TcpProxy } from './tcp-proxy.ts';

const CLOCK_SCRIPT = path.join(import.meta.dirname, 'shift-clock.ts');
const RESTART_DELAY_MS = 500;

/** Lifts the limits that protect the platform from one caller: all load of a run comes from one. */
const NO_LIMITS = {
  SIGN_INS_PER_NAME: '100000',
  SIGN_INS_PER_ADDRESS: '100000',
  CHAT_MESSAGES_AT_ONCE: '100000',
};

interface Service {
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
  readonly announcement: string;
}

export interface ChaosPlatformOptions {
  /** Embedded engines by default. */
  readonly engines?: RealEngines | undefined;
  readonly projectors: number;
}

/**
 * Runs every service of the platform as its own process, on constant ports, with a proxy on each
 * connection that can break. Restarts and counts services that exit by themselves.
 */
export class ChaosPlatform {
  /** URL of the gateway. */
  readonly url: string;
  readonly brokerUrl: string;
  /** Services that exited without a fault, with the end of their output. */
  readonly crashes: string[] = [];
  readonly #services: ReadonlyMap<string, Service>;
  readonly #proxies: ReadonlyMap<string, TcpProxy>;
  readonly #disk: SmallDisk | undefined;
  readonly #engines: RealEngines | undefined;
  readonly #running = new Map<string, RunningProcess>();
  readonly #killed = new Set<RunningProcess>();
  /** The end of the last fault of each target. */
  readonly #lastFaults = new Map<string, Promise<void>>();
  #isClosing = false;

  /** Starts all services; resolves when each has announced itself. */
  static async start({ engines, projectors }: ChaosPlatformOptions): Promise<ChaosPlatform> {
    const disk = engines ? undefined : await SmallDisk.mount();
    const folder = disk?.folder ?? temporaryFolder('chaos');
    const proxies = new Map<string, TcpProxy>();
    const engineUrls = engines ? await engines.behindProxies(proxies) : {};
    const platform = await ChaosPlatform.#configured({
      folder,
      engineUrls,
      projectors,
      proxies,
      disk,
      engines,
    });
    await Promise.all(Array.from(platform.#services.keys(), (name) => platform.#start(name)));
    return platform;
  }

  static async #configured(options: {
    folder: string;
    engineUrls: Partial<EngineUrls>;
    projectors: number;
    proxies: Map<string, TcpProxy>;
    disk: SmallDisk | undefined;
    engines: RealEngines | undefined;
  }): Promise<ChaosPlatform> {
    const { folder, engineUrls, projectors, proxies, disk, engines } = options;
    const ports = {
      commandApi: await freePort(),
      queryApi: await freePort(),
      chat: await freePort(),
      gateway: await freePort(),
    };
    const behindProxy = async (name: string, port: number) => {
      const proxy = await TcpProxy.start({ host: '127.0.0.1', port });
      proxies.set(`connections to ${name}`, proxy);
      return `http://127.0.0.1:${proxy.port}`;
    };
    const shared = {
      ...embeddedEnvironment(folder),
      ...engineUrls,
      ...NO_LIMITS,
      COMMAND_API_URL: await behindProxy('command-api', ports.commandApi),
      QUERY_API_URL: await behindProxy('query-api', ports.queryApi),
      CHAT_GRPC_URL: await behindProxy('chat-grpc', ports.chat),
    };
    const service = (script: string, announcement: string, env: NodeJS.ProcessEnv = {}) => ({
      script,
      announcement,
      env: { ...shared, ...env },
    });
    const services = new Map<string, Service>(
      Object.entries({
        'command-api': service('command-api/main.ts', 'Listening at', {
          COMMAND_API_PORT: String(ports.commandApi),
        }),
        'query-api': service('query-api/main.ts', 'Listening at', {
          QUERY_API_PORT: String(ports.queryApi),
        }),
        'chat-grpc': service('chat-grpc/main.ts', 'Answering calls at', {
          CHAT_GRPC_PORT: String(ports.chat),
        }),
        gateway: service('infra/gateway/main.ts', 'The platform is at', {
          PORT: String(ports.gateway),
        }),
      }),
    );
    for (let n = 1; n <= projectors; n++) {
      services.set(`projector ${n}`, service('projector/main.ts', 'recording begins'));
    }
    const url = `http://127.0.0.1:${ports.gateway}`;
    const { BROKER_URL: brokerUrl } = shared;
    return new ChaosPlatform({ url, brokerUrl, services, proxies, disk, engines });
  }

  private constructor(options: {
    url: string;
    brokerUrl: string;
    services: ReadonlyMap<string, Service>;
    proxies: ReadonlyMap<string, TcpProxy>;
    disk: SmallDisk | undefined;
    engines: RealEngines | undefined;
  }) {
    this.url = options.url;
    this.brokerUrl = options.brokerUrl;
    this.#services = options.services;
    this.#proxies = options.proxies;
    this.#disk = options.disk;
    this.#engines = options.engines;
  }

  /** Possible targets of each kind of fault. */
  get targets(): Targets {
    const services = [...this.#services.keys()];
    const connections = [...this.#proxies.keys()];
    return {
      kill: services,
      pause: services,
      cut: connections,
      blackhole: connections,
      'wrong-clock': services,
      'full-disk': this.#disk ? ['disk'] : [],
      'restart-broker': this.#engines?.canRestartBroker ? ['broker'] : [],
    };
  }

  /** The first administrator's one-time password. */
  async oneTimePassword(): Promise<string> {
    const commandApi = this.#running.get('command-api')!;
    return (await commandApi.waitForOutput(/one-time password\s+(\S+)/))[1]!;
  }

  /**
   * Injects a fault, after the last one of its target: on a busy machine that may be over later than planned, and
   * two faults at once would start a service twice. Resolves when it is over.
   */
  inject(fault: Fault): Promise<void> {
    const last = this.#lastFaults.get(fault.target) ?? Promise.resolve();
    const over = last.then(() => this.#inject(fault));
    this.#lastFaults.set(fault.target, over);
    return over;
  }

  async #inject({ kind, target, durationMs, clockOffsetMs }: Fault): Promise<void> {
    switch (kind) {
      case 'kill':
        await this.#kill(target);
        await sleep(durationMs);
        return this.#spawn(target);
      case 'pause': {
        const service = this.#running.get(target)!;
        service.signal('SIGSTOP');
        await sleep(durationMs);
        return service.signal('SIGCONT');
      }
      case 'cut':
        return this.#proxies.get(target)!.cut();
      case 'blackhole': {
        const proxy = this.#proxies.get(target)!;
        proxy.startBlackhole();
        await sleep(durationMs);
        return proxy.endBlackhole();
      }
      case 'wrong-clock':
        await this.#kill(target);
        this.#spawn(target, {
          NODE_OPTIONS: `--import=${CLOCK_SCRIPT}`,
          CHAOS_CLOCK_OFFSET_MS: String(clockOffsetMs),
        });
        await sleep(durationMs);
        await this.#kill(target);
        return this.#spawn(target);
      case 'full-disk':
        await this.#disk!.fill();
        await sleep(durationMs);
        return this.#disk!.empty();
      case 'restart-broker':
        await this.#engines!.stopBroker();
        await sleep(durationMs);
        return this.#engines!.startBroker();
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all(Array.from(this.#running.values(), (service) => service.kill()));
    await Promise.all(Array.from(this.#proxies.values(), (proxy) => proxy.close()));
    await this.#engines?.close();
    await this.#disk?.unmount();
  }

  async #start(name: string): Promise<void> {
    this.#spawn(name);
    await this.#running.get(name)!.waitForOutput(this.#services.get(name)!.announcement);
  }

  #spawn(name: string, extraEnv: NodeJS.ProcessEnv = {}): void {
    if (this.#isClosing) return;
    const { script, env } = this.#services.get(name)!;
    const service = RunningProcess.start(script, { env: { ...env, ...extraEnv } });
    this.#running.set(name, service);
    service.exited.then((code) => this.#restartAfterCrash(name, service, code));
  }

  async #kill(name: string): Promise<void> {
    const service = this.#running.get(name)!;
    this.#killed.add(service);
    await service.kill();
  }

  async #restartAfterCrash(
    name: string,
    service: RunningProcess,
    code: number | null,
  ): Promise<void> {
    if (this.#isClosing || this.#killed.delete(service)) return;
    const lastLines = service.output.trimEnd().split('\n').slice(-3).join('\n  ');
    this.crashes.push(`${name} ended with ${code}:\n  ${lastLines}`);
    await sleep(RESTART_DELAY_MS);
    if (this.#running.get(name) === service) this.#spawn(name);
  }
}
