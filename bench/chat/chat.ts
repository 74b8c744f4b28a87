import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type EmbeddedEnvironment, embeddedEnvironment } from '@energy/testing';
import { kilobytesOf } from '../http/memory.ts';
import { type RunningService, startService } from '../http/service.ts';
import { inTurns } from '../http/turns.ts';
import { ConversationLoad } from './conversation-load.ts';
import { InboxFollower } from './inbox-follower.ts';
import { type Latencies, rounded } from './latencies.ts';
import { makePeople, type People } from './people.ts';

/** Delay after which the memory of opening streams is freed, and only that of open ones is left. */
const SETTLING_MS = 5_000;
/** Number of messages in flight while the maximum throughput is measured. */
const UNDER_WAY = 100;

interface Load {
  readonly messagesPerSecond: number;
  readonly seconds: number;
  /** Number of messages sent as fast as the server accepts them. */
  readonly flood: number;
}

/**
 * chat [--conversations 1000] [--messages 500] [--seconds 15] [--flood 16000]: measures the latency from
 * sending a message to the other side's stream, while clients follow all conversations at once and an
 * administrator follows all of them; the maximum number of messages stored and delivered a second; and the
 * memory of open streams. Compares each with a bare nice-grpc server that forwards messages.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      conversations: { type: 'string', default: '1000' },
      messages: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '15' },
      flood: { type: 'string', default: '16000' },
    },
  });
  const load = {
    messagesPerSecond: Number(values.messages),
    seconds: Number(values.seconds),
    flood: Number(values.flood),
  };
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-chat-'));
  try {
    await measure(folder, Number(values.conversations), load);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(folder: string, conversations: number, load: Load): Promise<void> {
  const env = embeddedEnvironment(folder);
  const people = await makePeople(conversations, env);
  const bare = await startService('bench/chat/bare-echo.ts', {});
  const services = await startPlatform(env);

  const kilobytes = await kilobytesPerStream(services.chat, people);
  const toBare = await ConversationLoad.open(bare.url, people);
  const bareAtRate = await toBare.atRate(load.messagesPerSecond, load.seconds);
  const toChat = await ConversationLoad.open(services.chat.url, people);
  const inboxFollower = new InboxFollower(toChat.as(people.administrators[0]!));
  const atRate = await toChat.atRate(load.messagesPerSecond, load.seconds);
  const behind = await inboxFollower.caughtUp(toChat.last);
  const rates = await inTurns(load.flood, {
    bare: (count) => toBare.messagesPerSecond(count, UNDER_WAY),
    platform: (count) => toChat.messagesPerSecond(count, UNDER_WAY),
  });
  const behindFlood = await inboxFollower.caughtUp(toChat.last);
  await inboxFollower.leave();
  await Promise.all([toBare.close(), toChat.close()]);
  for (const service of [services.chat, services.projector, bare]) await service.stop();

  console.table({
    'the platform': { ...atRate, 'messages/s at most': Math.round(rates.platform) },
    'bare nice-grpc': { ...bareAtRate, 'messages/s at most': Math.round(rates.bare) },
  });
  console.table({
    'who follows all': {
      updates: inboxFollower.updates,
      'behind the last message, ms': rounded(behind),
      'behind the flood, ms': rounded(behindFlood),
    },
  });
  console.log(JSON.stringify(figures(atRate, bareAtRate, rates, kilobytes)));
}

async function startPlatform(env: EmbeddedEnvironment) {
  const projector = await startService(
    'projector/main.ts',
    { ...env, LOG_LEVEL: 'info' },
    /Metrics and health are at (http:\/\/[\d.]+:\d+)/,
  );
  const limits = { CHAT_MESSAGES_PER_SECOND: '1000000', CHAT_MESSAGES_AT_ONCE: '1000000' };
  const chat = await startService(
    'chat-grpc/main.ts',
    { ...env, ...limits, LOG_LEVEL: 'info' },
    /Answering calls at ([\d.]+:\d+)/,
  );
  return { projector, chat: { ...chat, url: `http://${chat.url}` } };
}

/** Memory of the service for each open stream, in kB. */
async function kilobytesPerStream(chat: RunningService, people: People): Promise<number> {
  // Open the streams once before measuring: the first ones allocate memory that all of them share.
  await (await ConversationLoad.open(chat.url, people)).close();
  await sleep(SETTLING_MS);
  const before = kilobytesOf(chat.process.pid);
  const load = await ConversationLoad.open(chat.url, people);
  await sleep(SETTLING_MS);
  const after = kilobytesOf(chat.process.pid);
  await load.close();
  return (after - before) / people.clients.length;
}

function figures(
  atRate: Latencies,
  bare: Latencies,
  rates: { readonly platform: number; readonly bare: number },
  kilobytes: number,
) {
  return {
    bench: 'chat',
    messages_per_second: Math.round(rates.platform),
    ratio_to_bare: rounded(rates.platform / rates.bare, 2),
    p50_ms: atRate['p50, ms'],
    p99_ms: atRate['p99, ms'],
    bare_p99_ms: bare['p99, ms'],
    kb_per_stream: rounded(kilobytes),
  };
}
