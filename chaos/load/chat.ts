import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatByGrpcWeb } from '@energy/testing/api';
import { ClientError, Status } from 'nice-grpc-web';
import type { Random } from '../random.ts';
import { type Session, UnexpectedRefusal, untilAnswered } from './session.ts';

const CALL_TIMEOUT_MS = 10_000;
const MAX_PAUSE_MS = 1_000;
const RECONNECT_DELAY_MS = 250;
/** A stream that brings nothing for so long may be dead without an error. */
const STREAM_TIMEOUT_MS = 15_000;
const RETRIED_CODES = [
  Status.UNAVAILABLE,
  Status.DEADLINE_EXCEEDED,
  Status.ABORTED,
  Status.RESOURCE_EXHAUSTED,
  Status.UNAUTHENTICATED,
  Status.CANCELLED,
  Status.UNKNOWN,
];

/** A message that was acknowledged. */
export interface SentMessage {
  readonly id: string;
  readonly text: string;
  /** The client whose conversation it is. */
  readonly clientId: string;
  /** The name of its author. */
  readonly author: string;
}

export interface ChatOptions {
  readonly author: string;
  readonly clientIds: readonly string[];
  readonly random: Random;
  /** Ends the work after the message under way. */
  readonly until: AbortSignal;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** Sends one message after the other; each again until it is acknowledged. */
export async function sendMessages(session: Session, options: ChatOptions): Promise<SentMessage[]> {
  const { author, clientIds, random, until, signal } = options;
  const sent: SentMessage[] = [];
  while (!until.aborted) {
    const id = randomUUID();
    const message = {
      id,
      text: `${author} ${sent.length}`,
      clientId: random.pick(clientIds),
      author,
    };
    await untilAnswered(signal, () => send(session, message));
    sent.push(message);
    await sleep(random.integer(0, MAX_PAUSE_MS), undefined, { signal });
  }
  return sent;
}

/** Reads all messages of a conversation, oldest first. */
export async function readMessages(
  session: Session,
  clientId: string,
  signal: AbortSignal,
): Promise<string[]> {
  const ids: string[] = [];
  let beforeRevision: number | undefined;
  for (;;) {
    const request = {
      clientId,
      pageSize: 200,
      ...(beforeRevision !== undefined && { beforeRevision }),
    };
    const page = await untilAnswered(signal, () =>
      call(session, (chat, callOptions) => chat.listMessages(request, callOptions)),
    );
    ids.unshift(...page.messages.map(({ messageId }) => messageId));
    if (!page.hasEarlier) return ids;
    beforeRevision = page.messages[0]!.revision;
  }
}

/** Follows a conversation, and resumes after each interruption; collects the messages in `received`. */
export async function followMessages(
  session: Session,
  { clientId, received, until }: { clientId: string; received: string[]; until: AbortSignal },
): Promise<void> {
  let fromRevision = 0;
  while (!until.aborted) {
    const ended = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const isAlive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => ended.abort(), STREAM_TIMEOUT_MS);
    };
    try {
      isAlive();
      const chat = chatByGrpcWeb(session.url, await session.authorization());
      const signal = AbortSignal.any([until, ended.signal]);
      for await (const { nextRevision, update } of chat.follow(
        { clientId, fromRevision },
        { signal },
      )) {
        isAlive();
        if (update?.$case === 'message') received.push(update.value.messageId);
        fromRevision = nextRevision;
      }
    } catch (error) {
      if (error instanceof ClientError && error.code === Status.UNAUTHENTICATED)
        session.forgetToken();
    } finally {
      clearTimeout(timer);
    }
    await sleep(RECONNECT_DELAY_MS);
  }
}

function send(session: Session, { id: messageId, clientId, text }: SentMessage) {
  return call(session, (chat, options) => chat.send({ messageId, clientId, text }, options));
}

type Chat = ReturnType<typeof chatByGrpcWeb>;

/** @throws UnexpectedRefusal for a status that no repetition changes */
async function call<T>(
  session: Session,
  method: (chat: Chat, options: { signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const chat = chatByGrpcWeb(session.url, await session.authorization());
  try {
    return await method(chat, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (error.code === Status.UNAUTHENTICATED) session.forgetToken();
    if (error.code === Status.INTERNAL) session.internalErrors.push(error.message);
    else if (!RETRIED_CODES.includes(error.code)) throw new UnexpectedRefusal(error.message);
    throw error;
  }
}
