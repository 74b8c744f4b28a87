import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Api } from '../../demo/api.ts';
import { type ChatClient, chatByGrpcWeb } from '../../demo/chat-client.ts';
import { signInAdministrator } from '../../demo/people.ts';
import { buildPages } from '../../infra/pages.ts';
import { eventually, RunningPlatform, type StartedProcess } from '../running-platform.ts';

/** Somebody with an account. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly password: string;
}

export interface DeviceData {
  readonly description: string;
  readonly address: string;
  /** In kWh. */
  readonly maxHourlyConsumption: number;
  readonly timeZone: string;
}

/** A reading: when it was taken (milliseconds since 1970), and the kWh since the one before. */
export type Reading = readonly [at: number, kWh: number];

/** The whole platform with its pages, on embedded engines of its own. */
export class ServedPlatform {
  readonly running: RunningPlatform;
  readonly url: string;
  readonly administrator: Account & { readonly api: Api };
  #chat: StartedProcess;

  private constructor(
    running: RunningPlatform,
    url: string,
    administrator: Account & { readonly api: Api },
    chat: StartedProcess,
  ) {
    this.#chat = chat;
    this.running = running;
    this.url = url;
    this.administrator = administrator;
  }

  static async start(): Promise<ServedPlatform> {
    await buildPages(() => undefined);
    const running = await RunningPlatform.open();
    const { env } = running;
    Object.assign(env, { PORT: '0', SIGN_INS_PER_NAME: '1000', SIGN_INS_PER_ADDRESS: '1000' });
    env.CHAT_MESSAGES_AT_ONCE = '1000';
    const commandApi = running.start('command-api/main.ts');
    const queryApi = running.start('query-api/main.ts');
    await running.startProjector();
    env.COMMAND_API_URL = await addressOf(commandApi);
    env.QUERY_API_URL = await addressOf(queryApi);
    Object.assign(env, { CHAT_GRPC_PORT: '0', CHAT_GRPC_METRICS_PORT: '0' });
    const chat = await startChat(running);
    // Where it answers when it is started again, too: other platforms take ports at the same time.
    env.CHAT_GRPC_PORT = /Answering calls at [^\s;]+:(\d+)/.exec(chat.output)![1];
    env.CHAT_GRPC_URL = `http://127.0.0.1:${env.CHAT_GRPC_PORT}`;
    const url = await addressOf(running.start('infra/gateway/main.ts'));
    const oneTimePassword = await eventually(
      () => /one-time password\s+(\S+)/.exec(commandApi.output)?.[1],
    );
    const administrator = await signInAdministrator(new Api(`${url}/api`), oneTimePassword);
    return new ServedPlatform(running, url, administrator, chat);
  }

  /** Kills the chat service: what is under way there is cut off. */
  async killChat(): Promise<void> {
    this.#chat.kill('SIGKILL');
    await once(this.#chat, 'exit');
  }

  async startChat(): Promise<void> {
    this.#chat = await startChat(this.running);
  }

  stop(): Promise<void> {
    return this.running.close();
  }

  /** A client whose password is a one-time one still. */
  async newcomer(name: string): Promise<Account> {
    const { api } = this.administrator;
    const { id } = (await api.ask<{ id: string }>('POST', '/users', { name, role: 'client' })).body;
    const path = `/users/${id}/password`;
    const { body } = await api.ask<{ oneTimePassword: string }>('PUT', path);
    return { id, name, password: body.oneTimePassword };
  }

  /** A client who has chosen a password. */
  async client(name: string): Promise<Account> {
    const { id, password: oneTimePassword } = await this.newcomer(name);
    const password = randomBytes(12).toString('base64url');
    await new Api(`${this.url}/api`).signIn(name, oneTimePassword, password);
    return { id, name, password };
  }

  /** The chat as somebody uses it by a program, through the gateway. */
  async chatOf({ name, password }: Account): Promise<ChatClient> {
    const credentials = { name, password, delivery: 'body' };
    const api = new Api(`${this.url}/api`);
    const { body } = await api.ask<{ accessToken: string }>('POST', '/session', credentials);
    return chatByGrpcWeb(this.url, `Bearer ${body.accessToken}`);
  }

  /** A device of somebody; resolves to its id. */
  async device(owner: Account, data: DeviceData): Promise<string> {
    const { api } = this.administrator;
    const { id } = (await api.ask<{ id: string }>('POST', '/devices', data)).body;
    const owned = await api.ask('PUT', `/devices/${id}/owner`, { userId: owner.id });
    await api.ask('GET', `/devices/${id}`, undefined, owned.position);
    return id;
  }

  /** Sends readings of a device, and waits until they are counted. */
  async measured(deviceId: string, readings: readonly Reading[]): Promise<void> {
    const bodies = readings.map(([at, kWh]) => {
      const message = { timestamp: at, device_id: deviceId, measurement_value: kWh };
      return Buffer.from(JSON.stringify(message));
    });
    await this.running.queue.publish(bodies);
    await eventually(async () => (await this.running.queue.waiting()) === 0);
  }
}

async function startChat(running: RunningPlatform): Promise<StartedProcess> {
  const chat = running.start('chat-grpc/main.ts');
  await eventually(() => chat.output.includes('Answering calls at'));
  return chat;
}

function addressOf(service: { output: string }): Promise<string> {
  const announced = /(?:Listening|The platform is) at (http:\/\/127\.0\.0\.1:\d+)/;
  return eventually(() => announced.exec(service.output)?.[1]);
}
