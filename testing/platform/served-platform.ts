import { buildPages } from '@energy/infra/pages';
import { Api } from '../api/api.ts';
import { type ChatClient, chatByGrpcWeb } from '../api/chat-client.ts';
import { type DeviceRegistration, type Person, signInAdministrator } from '../api/people.ts';
import { aMeasurementMessage } from '../builders.ts';
import { eventually } from '../eventually.ts';
import type { Reading } from '../household-readings.ts';
import { newPassword } from '../passwords.ts';
import type { RunningProcess } from '../running-process.ts';
import { oneTimePassword, serviceUrl, TestPlatform } from './test-platform.ts';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly password: string;
}

/** The whole platform with its pages, on embedded engines of its own. */
export class ServedPlatform {
  readonly running: TestPlatform;
  readonly url: string;
  readonly administrator: Person;
  #chat: RunningProcess;

  private constructor(
    running: TestPlatform,
    url: string,
    administrator: Person,
    chat: RunningProcess,
  ) {
    this.running = running;
    this.url = url;
    this.administrator = administrator;
    this.#chat = chat;
  }

  static async start(): Promise<ServedPlatform> {
    await buildPages(() => undefined);
    const running = TestPlatform.open();
    try {
      return await ServedPlatform.#on(running);
    } catch (error) {
      await running.close();
      throw error;
    }
  }

  static async #on(running: TestPlatform): Promise<ServedPlatform> {
    const { env } = running;
    env.SIGN_INS_PER_NAME = '1000';
    env.SIGN_INS_PER_ADDRESS = '1000';
    env.CHAT_MESSAGES_AT_ONCE = '1000';
    const commandApi = running.start('command-api/main.ts');
    const queryApi = running.start('query-api/main.ts');
    const [chat] = await Promise.all([startChat(running), running.startProjector()]);
    env.COMMAND_API_URL = await serviceUrl(commandApi);
    env.QUERY_API_URL = await serviceUrl(queryApi);
    // A restarted chat keeps its port, where the gateway expects it.
    env.CHAT_GRPC_PORT = /Answering calls at [^\s;]+:(\d+)/.exec(chat.output)![1]!;
    env.CHAT_GRPC_URL = `http://127.0.0.1:${env.CHAT_GRPC_PORT}`;
    const url = await serviceUrl(running.start('infra/gateway/main.ts'));
    const api = new Api(`${url}/api`);
    const administrator = await signInAdministrator(api, await oneTimePassword(commandApi));
    return new ServedPlatform(running, url, administrator, chat);
  }

  killChat(): Promise<void> {
    return this.#chat.kill();
  }

  async startChat(): Promise<void> {
    this.#chat = await startChat(this.running);
  }

  stop(): Promise<void> {
    return this.running.close();
  }

  /** Registers a client whose password is still a one-time one. */
  async newcomer(name: string): Promise<Account> {
    const { api } = this.administrator;
    const user = { name, role: 'client' };
    const { id } = (await api.request<{ id: string }>('POST', '/users', user)).body;
    const path = `/users/${id}/password`;
    const { body } = await api.request<{ oneTimePassword: string }>('PUT', path);
    return { id, name, password: body.oneTimePassword };
  }

  /** Registers a client who has chosen a password. */
  async client(name: string): Promise<Account> {
    const { id, password: oneTimePassword } = await this.newcomer(name);
    const password = newPassword();
    await new Api(`${this.url}/api`).signIn(name, oneTimePassword, password);
    return { id, name, password };
  }

  /** Signs in to the chat through the gateway, as a program does. */
  async chatOf({ name, password }: Account): Promise<ChatClient> {
    const credentials = { name, password, delivery: 'body' };
    const api = new Api(`${this.url}/api`);
    const { body } = await api.request<{ accessToken: string }>('POST', '/session', credentials);
    return chatByGrpcWeb(this.url, `Bearer ${body.accessToken}`);
  }

  /** Registers a device and assigns it; resolves to its id when queries show it. */
  async device(owner: Account, data: DeviceRegistration): Promise<string> {
    const { api } = this.administrator;
    const { id } = (await api.request<{ id: string }>('POST', '/devices', data)).body;
    const owned = await api.request('PUT', `/devices/${id}/owner`, { userId: owner.id });
    await api.request('GET', `/devices/${id}`, undefined, owned.position);
    return id;
  }

  /** Publishes readings of a device; resolves when they are recorded. */
  async measured(deviceId: string, readings: readonly Reading[]): Promise<void> {
    const { queue } = this.running;
    await queue.publish(readings.map(([at, kWh]) => aMeasurementMessage({ deviceId, at, kWh })));
    await eventually(async () => (await queue.waiting()) === 0);
  }
}

async function startChat(running: TestPlatform): Promise<RunningProcess> {
  const chat = running.start('chat-grpc/main.ts');
  await chat.waitForOutput('Answering calls at');
  return chat;
}
