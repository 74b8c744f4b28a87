import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { conversationStream } from '@energy/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reasonOf } from './testing/failure.ts';
import { PersistentFollower, sendPersistently } from './testing/persistent.ts';
import { Processes } from './testing/processes.ts';
import { StreamReader } from './testing/stream-reader.ts';

const POLLING = { timeout: 20_000, interval: 20 };

let processes: Processes;
beforeEach(async () => {
  processes = await Processes.open();
});
afterEach(() => processes.close());

describe('the chat-grpc', () => {
  it('connects users across processes, until it is stopped', async () => {
    const [one, other] = await Promise.all([processes.serving(), processes.serving()]);
    const ann = await processes.person('client');
    const operator = await processes.person('administrator');
    const annSees = await new StreamReader((options) =>
      processes.as(ann, one.address).follow({}, options),
    ).caughtUp();
    const clientId = ann.userId;
    await processes.as(operator, other.address).notifyTyping({ clientId });
    await annSees.until((seen) => seen.all('typing').length === 1);
    const next = () => processes.as(operator, other.address);
    await sendPersistently(next, clientId, 'Hello');
    await annSees.until((seen) => seen.all('message').length === 1);
    const metrics = await (await fetch(`${other.operations}/metrics`)).text();
    expect(metrics).toMatch(/^energy_chat_messages_total\b.* 1$/m);

    one.child.kill('SIGTERM');
    expect(reasonOf(await annSees.ended)).toBe('SHUTTING_DOWN');
    expect(await one.ended).toBe(0);
    expect(one.output.stderr).toBe('');
    expect(one.output.stdout).toContain('The chat-grpc has stopped.');
  });

  it('loses and repeats nothing when processes are killed', async () => {
    const running = await Promise.all([processes.serving(), processes.serving()]);
    const ann = await processes.person('client');
    const operator = await processes.person('administrator');
    let turn = 0;
    const by = (person: typeof ann) => () => processes.as(person, running[turn++ % 2]!.address);
    const followers = [ann, operator].map((each) => new PersistentFollower(by(each), ann.userId));
    const ids: string[] = [];
    for (let round = 0; round < 3; round++) {
      const sending = Array.from({ length: 10 }, (_, n) =>
        sendPersistently(by(n % 2 === 0 ? ann : operator), ann.userId, `${round} ${n}`),
      );
      await Promise.race(sending);
      running[round % 2]!.child.kill('SIGKILL');
      await running[round % 2]!.ended;
      running[round % 2] = await processes.serving();
      ids.push(...(await Promise.all(sending)));
    }
    const stored = await Array.fromAsync(
      processes.eventStore.readStream(conversationStream(ann.userId)),
    );
    const messages = stored.map(({ data }) => (data as { messageId: string }).messageId);
    expect([...messages].sort()).toEqual([...ids].sort());
    for (const follower of followers) {
      await expect
        .poll(() => follower.revisions, POLLING)
        .toEqual(stored.map(({ revision }) => revision));
      await follower.stop();
    }
  }, 90_000);

  it('is not ready with a damaged event store, and names the file at its next start', async () => {
    const { operations } = await processes.serving();
    const file = processes.databaseFile('events');
    writeFileSync(file, readFileSync(file).fill('x', 0, 100));
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    const readiness = async () => (await fetch(`${operations}/health/ready`)).json();
    const damage = expect.stringMatching(
      /events\.db \(events\) can't be used: the file is damaged/,
    );
    await expect.poll(readiness, POLLING).toMatchObject({ notReady: { events: damage } });

    const { output } = processes.start();
    await expect
      .poll(() => output.stdout, POLLING)
      .toMatch(/Can't open the event store; retrying: .*events\.db \(events\) .*backup --verify/);
  });

  it('refuses to start on a port in use, or with an invalid limit', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const taken = processes.start({ CHAT_GRPC_PORT: String(port) });
    expect(await taken.ended).toBe(2);
    expect(taken.output.stderr).toContain(`CHAT_GRPC_PORT is ${port}, but another process listens`);
    server.close();
    const invalid = processes.start({ CHAT_MESSAGES_PER_SECOND: '0' });
    expect(await invalid.ended).toBe(2);
    expect(invalid.output.stderr).toContain('CHAT_MESSAGES_PER_SECOND is "0" but must be');
  });
});
