import { freePort, type RunningProcess } from '@energy/testing';
import type { Person } from '@energy/testing/api';
import { serviceUrl, TestPlatform } from '@energy/testing/platform';

const STORES = ['events', 'read-models', 'broker', 'credentials'] as const;
/** All load comes from one address and a few users. */
const NO_LIMITS = {
  SIGN_INS_PER_NAME: '100000',
  SIGN_INS_PER_ADDRESS: '100000',
  CHAT_MESSAGES_AT_ONCE: '100000',
};

export interface MeasuredProcess {
  readonly pid: number;
  readonly metricsUrl: string;
}

/** One of each service on embedded engines, with what is measured of them. */
export class SoakPlatform {
  readonly running: TestPlatform;
  readonly administrator: Person;
  /** The gateway. */
  readonly url: string;
  readonly processes: ReadonlyMap<string, MeasuredProcess>;

  static async start(): Promise<SoakPlatform> {
    const running = TestPlatform.open();
    try {
      return await SoakPlatform.#startOn(running);
    } catch (error) {
      await running.close();
      throw error;
    }
  }

  static async #startOn(running: TestPlatform): Promise<SoakPlatform> {
    const { env } = running;
    const ports = {
      projector: await freePort(),
      chat: await freePort(),
      chatMetrics: await freePort(),
      gateway: await freePort(),
    };
    Object.assign(env, NO_LIMITS, {
      PROJECTOR_PORT: String(ports.projector),
      CHAT_GRPC_PORT: String(ports.chat),
      CHAT_GRPC_METRICS_PORT: String(ports.chatMetrics),
      CHAT_GRPC_URL: `http://127.0.0.1:${ports.chat}`,
      GATEWAY_METRICS_PORT: String(ports.gateway),
    });
    const chat = running.start('chat-grpc/main.ts');
    await chat.waitForOutput('Answering calls at');
    const { administrator, ...services } = await running.startBehindGateway();
    const measured = async (service: RunningProcess, port?: number) => ({
      pid: service.pid,
      metricsUrl: `${port ? `http://127.0.0.1:${port}` : await serviceUrl(service)}/metrics`,
    });
    const processes = new Map(
      Object.entries({
        projector: await measured(services.projector, ports.projector),
        'command-api': await measured(services.commandApi),
        'query-api': await measured(services.queryApi),
        'chat-grpc': await measured(chat, ports.chatMetrics),
        gateway: await measured(services.gateway, ports.gateway),
      }),
    );
    const url = await serviceUrl(services.gateway);
    return new SoakPlatform({ running, administrator, url, processes });
  }

  private constructor(options: {
    running: TestPlatform;
    administrator: Person;
    url: string;
    processes: ReadonlyMap<string, MeasuredProcess>;
  }) {
    this.running = options.running;
    this.administrator = options.administrator;
    this.url = options.url;
    this.processes = options.processes;
  }

  /** The files of the stores, by name. */
  get stores(): ReadonlyMap<string, string> {
    return new Map(STORES.map((name) => [name, `${this.running.folder}/${name}.db`]));
  }

  close(): Promise<void> {
    return this.running.close();
  }
}
