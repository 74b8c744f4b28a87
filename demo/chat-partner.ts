import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Side } from '@energy/proto/chat';
import { type ChatClient, chatByGrpcWeb, type Person } from '@energy/testing/api';

const READING_MS = 1_200;
const TYPING_MS = 2_500;
const RETRY_MS = 1_000;

/** A person of the demo who answers each message. */
export interface Partner {
  readonly person: Person;
  /** The client of the conversation. */
  readonly clientId: string;
  /** Texts of the replies, used in turn and then again from the first. */
  readonly replies: readonly string[];
}

/** Reads and answers each message of the other side, with a typing indicator, until the signal aborts. */
export async function answerInChat(partner: Partner, signal: AbortSignal): Promise<void> {
  const { person } = partner;
  while (!signal.aborted) {
    const chat = chatByGrpcWeb(person.api.url, person.api.authorization);
    await answerAll(partner, chat, signal).catch(() => undefined);
    // The token has expired, or a service is unavailable.
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    await person.api.send('GET', '/session').catch(() => undefined);
  }
}

async function answerAll(
  { person, clientId, replies }: Partner,
  chat: ChatClient,
  signal: AbortSignal,
) {
  const { nextRevision, messages } = await chat.listMessages({ clientId }, { signal });
  const ownSide = person.id === clientId ? Side.SIDE_CLIENT : Side.SIDE_ADMINISTRATORS;
  let count = messages.length;
  for await (const { update } of chat.follow(
    { clientId, fromRevision: nextRevision },
    { signal },
  )) {
    if (update?.$case !== 'message' || update.value.side === ownSide) continue;
    await sleep(READING_MS, undefined, { signal });
    await chat.markRead({ clientId, throughRevision: update.value.revision }, { signal });
    await chat.notifyTyping({ clientId }, { signal });
    await sleep(TYPING_MS, undefined, { signal });
    const text = replies[count % replies.length]!;
    await chat.send({ clientId, messageId: randomUUID(), text }, { signal });
    count += 1;
  }
}
