import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Person, registerClient } from '../demo/people.ts';
import { eventually, RunningPlatform, type StartedProcess, stop } from './running-platform.ts';

let platform: RunningPlatform;

beforeEach(async () => {
  platform = await RunningPlatform.open();
});

afterEach(() => platform.close());

/** Starts chat-grpc; resolves to the port that it answers at. */
async function startChat(port = '0'): Promise<{ chat: StartedProcess; port: string }> {
  const variables = { CHAT_GRPC_PORT: port, CHAT_GRPC_METRICS_PORT: '0' };
  const chat = platform.startWith(variables, 'chat-grpc/main.ts');
  const at = await eventually(() => /Answering calls at [\d.]+:(\d+)/.exec(chat.output)?.[1]);
  return { chat, port: at };
}

describe('the chat', () => {
  it('is used from terminals, by the API alone, also while its server is stopped and started', {
    timeout: 120_000,
  }, async () => {
    const administrator = await platform.startBehindGateway();
    const ann = await registerClient(administrator, 'Ann');
    const { chat, port } = await startChat();
    const energy = ({ name, password, api }: Person, ...args: string[]) =>
      platform.startWith(
        {
          ENERGY_API_URL: new URL(api.url).origin,
          ENERGY_CHAT_URL: `http://127.0.0.1:${port}`,
          ENERGY_USER: name,
          ENERGY_PASSWORD: password,
        },
        ...(['cli/main.ts', 'chat', ...args] as const),
      );
    const done = async (command: StartedProcess) => {
      const [code] = await once(command, 'close');
      expect([code, command.output]).toEqual([0, expect.any(String)]);
    };

    await done(energy(ann, 'send', 'Why so much on Sunday?'));
    const all = energy(administrator, 'follow', '--json');
    await eventually(() => all.output.includes('Why so much'));
    const one = energy(administrator, 'follow', '--client', 'ann');
    await eventually(() => one.output.includes('Why so much'));
    await done(energy(administrator, 'send', '--client', 'Ann', 'Let me see.'));

    await stop(chat);
    const waiting = energy(ann, 'send', 'Thank you!');
    await eventually(() => one.output.includes('Trying again'));
    await startChat(port);
    await done(waiting);
    for (const follower of [all, one]) {
      await eventually(() => follower.output.includes('Thank you!'));
    }
    const texts = ['Why so much on Sunday?', 'Let me see.', 'Thank you!'];
    for (const text of texts) expect(one.output.split(text)).toHaveLength(2);
    const states = all.output
      .split('\n')
      .flatMap((line) => /"nextRevision":(\d)/.exec(line)?.[1] ?? []);
    expect(states).toEqual([...new Set(states)].sort());
    expect(states.at(-1)).toBe('3');

    const audit = await platform.run('cli/main.ts', 'audit', 'conversation', ann.id);
    expect(audit.code).toBe(0);
    for (const text of texts) expect(audit.output).toContain(text);
    const verified = await platform.run('cli/main.ts', 'audit', 'conversation', '--verify');
    expect([verified.code, verified.output]).toEqual([
      0,
      expect.stringContaining('1 conversation'),
    ]);
    expect(await Promise.all([all, one].map(stop))).toEqual([0, 0]);
  });
});
