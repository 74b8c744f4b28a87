import type { RunningProcess } from '@energy/testing';
import { type Person, registerClient } from '@energy/testing/api';
import { TestPlatform } from '@energy/testing/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let platform: TestPlatform;

beforeEach(async () => {
  platform = TestPlatform.open();
});

afterEach(() => platform.close());

/** Starts chat-grpc; resolves to the port that it answers at. */
async function startChat(port = '0'): Promise<{ chat: RunningProcess; port: string }> {
  const variables = { CHAT_GRPC_PORT: port, CHAT_GRPC_METRICS_PORT: '0' };
  const chat = platform.start('chat-grpc/main.ts', { env: variables });
  const [, announced] = await chat.waitForOutput(/Answering calls at [\d.]+:(\d+)/);
  return { chat, port: announced! };
}

describe('the chat', () => {
  it('is used from terminals, by the API alone, also while its server is stopped and started', {
    timeout: 120_000,
  }, async () => {
    const { administrator } = await platform.startBehindGateway();
    const ann = await registerClient(administrator, 'Ann');
    const { chat, port } = await startChat();
    const energy = ({ name, password, api }: Person, ...args: string[]) =>
      platform.start('cli/main.ts', {
        args: ['chat', ...args],
        env: {
          ENERGY_API_URL: new URL(api.url).origin,
          ENERGY_CHAT_URL: `http://127.0.0.1:${port}`,
          ENERGY_USER: name,
          ENERGY_PASSWORD: password,
        },
      });
    const done = async (command: RunningProcess) => {
      expect([await command.exited, command.output]).toEqual([0, expect.any(String)]);
    };

    await done(energy(ann, 'send', 'Why so much on Sunday?'));
    const all = energy(administrator, 'follow', '--json');
    await all.waitForOutput('Why so much');
    const one = energy(administrator, 'follow', '--client', 'ann');
    await one.waitForOutput('Why so much');
    await done(energy(administrator, 'send', '--client', 'Ann', 'Let me see.'));

    await chat.stop();
    const waiting = energy(ann, 'send', 'Thank you!');
    await one.waitForOutput('Trying again');
    await startChat(port);
    await done(waiting);
    for (const follower of [all, one]) {
      await follower.waitForOutput('Thank you!');
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
    expect(await Promise.all([all, one].map((follower) => follower.stop()))).toEqual([0, 0]);
  });
});
