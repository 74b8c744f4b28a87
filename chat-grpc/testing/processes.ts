import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type CredentialStore, openCredentialStore } from '@energy/credentials';
import { type UserRole, userDecider, userStream } from '@energy/domain';
import { type EventStore, handleCommand, openEventStore } from '@energy/event-store';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '@energy/http/server';
import { type ChatServiceClient, ChatServiceDefinition } from '@energy/proto/chat';
import { temporaryFolder } from '@energy/testing';
import { createSigner } from 'fast-jwt';
import { createChannel, createClientFactory, Metadata } from 'nice-grpc';
import { errorDetailsClientMiddleware } from 'nice-grpc-error-details';
import { expect } from 'vitest';

const MAIN = path.join(import.meta.dirname, '..', 'main.ts');
const POLLING = { timeout: 20_000, interval: 20 };

export interface Running {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>;
}

/** Processes of the service on embedded engines in a temporary folder. */
export class Processes {
  readonly eventStore: EventStore;
  readonly #credentials: CredentialStore;
  readonly #folder: string;
  readonly #children = new Set<ChildProcess>();
  readonly #channels = new Map<string, ReturnType<typeof createChannel>>();

  static async open(): Promise<Processes> {
    return new Processes(temporaryFolder('chat-grpc'));
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.eventStore = openEventStore(this.#url('events'), { info() {}, warn() {} });
    this.#credentials = openCredentialStore(this.#url('credentials'));
  }

  async close(): Promise<void> {
    for (const channel of this.#channels.values()) channel.close();
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all([this.eventStore.close(), this.#credentials.close()]);
    await rm(this.#folder, { recursive: true });
  }

  start(variables: Record<string, string> = {}): Running {
    const child = spawn(process.execPath, [MAIN], {
      cwd: this.#folder,
      env: {
        ...process.env,
        CHAT_GRPC_PORT: '0',
        CHAT_GRPC_METRICS_PORT: '0',
        LOG_FORMAT: 'json',
        ...variables,
      },
    });
    this.#children.add(child);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (text) => {
        output[stream] += text;
      });
    }
    const ended = once(child, 'close').then(([code]) => code);
    return { child, output, ended };
  }

  /** Starts a process and waits until it is ready. */
  async serving(): Promise<Running & { readonly address: string; readonly operations: string }> {
    const running = this.start();
    const announced = () =>
      /Answering calls at (\S+); metrics and health are at (http:[^\s"]+)\./.exec(
        running.output.stdout,
      );
    await expect.poll(announced, POLLING).not.toBeNull();
    const [, address, operations] = announced()! as unknown as [string, string, string];
    const status = async () => (await fetch(`${operations}/health/ready`)).status;
    await expect.poll(status, POLLING).toBe(200);
    return { ...running, address, operations };
  }

  /** Registers and signs in a user. */
  async person(role: UserRole) {
    const userId = randomUUID();
    const data = { name: `${role} ${userId}`, role };
    const context = { actor: 'system' } as const;
    const command = { type: 'RegisterUser', data } as const;
    await handleCommand({
      eventStore: this.eventStore,
      decider: userDecider,
      stream: userStream(userId),
      command,
      context,
    });
    await this.#credentials.setPassword(userId, { hash: 'none', mustChange: false });
    const { session } = (await this.#credentials.startSession(userId, 'none'))!;
    const { id: kid, privateKey: key } = await this.#credentials.signingKey();
    const sign = createSigner({
      algorithm: 'EdDSA',
      key,
      kid,
      iss: TOKEN_ISSUER,
      aud: TOKEN_AUDIENCE,
      expiresIn: 600_000,
    });
    return { userId, authorization: `Bearer ${sign({ sub: userId, role, sid: session.id })}` };
  }

  as({ authorization }: { readonly authorization: string }, address: string): ChatServiceClient {
    const channel = this.#channels.get(address) ?? createChannel(address);
    this.#channels.set(address, channel);
    const metadata = Metadata({ authorization });
    return createClientFactory()
      .use(errorDetailsClientMiddleware)
      .create(ChatServiceDefinition, channel, { '*': { metadata } });
  }

  databaseFile(engine: string): string {
    return path.join(this.#folder, 'data', `${engine}.db`);
  }

  #url(engine: string): string {
    return `sqlite:${this.databaseFile(engine)}`;
  }
}
