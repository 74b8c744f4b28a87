import { randomUUID } from 'node:crypto';
import type { FollowAllResponse, FollowResponse } from '@energy/proto/chat';
import {
  type ChatClient,
  chatByGrpc,
  chatByGrpcWeb,
  type Person,
  ReceivedMessages,
} from '@energy/testing/api';
import { answerInChat } from './chat-partner.ts';

const CHAT_TIMEOUT_MS = 60_000;
/** Retries while the chat starts beside the rest of the platform, and while an engine elects a new leader. */
const RETRY_UNAVAILABLE = { retryForMs: 30_000 };
/** gRPC status code. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;

const QUESTION = 'Why did I use so much on Sunday evening?';
const OTHER_QUESTION = 'Can I have a second meter for the garage?';
const ANSWER = 'Your boiler ran from 18:00 to 21:00. Shall we have a look at its timer?';

const ADVICE = [
  'Thank you, I am looking into it.',
  'Your evenings use twice as much as your mornings: the oven and the boiler run at the same time.',
  'Try to start the boiler after ten. You will see it in the chart of the day after.',
];
const QUESTIONS = [
  'Thank you! How long does it take until it is installed?',
  'And what would it cost?',
  'Good. I will ask my landlord.',
];

export interface ChatOptions {
  readonly administrator: Person;
  /** Two clients who write; the first one is answered. */
  readonly clients: readonly [Person, Person];
  /** gRPC address of the chat service, such as 127.0.0.1:8084. */
  readonly grpcAddress: string;
  readonly signal: AbortSignal;
}

/**
 * Lets two clients write to the administrators over gRPC-Web at the gateway, as browsers do, and an
 * administrator answer one of them over gRPC at the chat service itself.
 *
 * @returns the exit code: 1 if a client could read another's messages, or a message was stored twice
 * @throws Error if a message does not arrive
 */
export async function showChat(options: ChatOptions): Promise<number> {
  const { administrator, grpcAddress } = options;
  const [emma, arjun] = options.clients;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(CHAT_TIMEOUT_MS)]);
  const byWeb = ({ api }: Person) => chatByGrpcWeb(api.url, api.authorization, RETRY_UNAVAILABLE);
  const ofEmma = byWeb(emma);
  const ofArjun = byWeb(arjun);
  const { authorization } = administrator.api;
  const ofAdministrator = chatByGrpc(grpcAddress, authorization, RETRY_UNAVAILABLE);
  try {
    await ofEmma.listMessages({}, { signal });
    const receivedByEmma = ReceivedMessages.of<FollowResponse>(ofEmma.follow({}, { signal }));
    const inbox = ReceivedMessages.of<FollowAllResponse>(ofAdministrator.followAll({}, { signal }));
    await inbox.waitFor(({ update }) => update?.$case === 'caughtUp', signal);

    await write(emma, ofEmma, QUESTION);
    await write(arjun, ofArjun, OTHER_QUESTION);
    const waiting = [await waitingOf(emma, inbox, signal), await waitingOf(arjun, inbox, signal)];
    console.log(`The administrator's inbox shows ${waiting.join(' and ')} waiting for an answer.`);
    await answer(ofAdministrator, emma, receivedByEmma, signal);
    return Math.max(await isThereOnce(ofEmma), await isOthersAlone(emma, arjun, ofArjun));
  } finally {
    for (const client of [ofEmma, ofArjun, ofAdministrator]) client.close();
  }
}

/** Lets an administrator answer the first client, and the second client answer the administrators. */
export async function keepChatting(
  { administrator, clients: [answered, answering] }: ChatOptions,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    answerInChat({ person: administrator, clientId: answered.id, replies: ADVICE }, signal),
    answerInChat({ person: answering, clientId: answering.id, replies: QUESTIONS }, signal),
  ]);
}

/** Sends a message twice, as after a lost response: the chat stores it once. */
async function write(author: Person, chat: ChatClient, text: string): Promise<void> {
  const message = { messageId: randomUUID(), text };
  await chat.send(message);
  await chat.send(message);
  console.log(`${author.name} writes in the chat: “${text}”`);
}

async function waitingOf(
  client: Person,
  inbox: ReceivedMessages<FollowAllResponse>,
  signal: AbortSignal,
): Promise<string> {
  await inbox.waitFor(
    ({ update }) =>
      update?.$case === 'conversation' &&
      update.value.clientId === client.id &&
      update.value.unread === 1 &&
      update.value.waitingSince !== undefined,
    signal,
  );
  return client.name;
}

/** Reads the question, types and answers; the client receives each of these. */
async function answer(
  chat: ChatClient,
  client: Person,
  received: ReceivedMessages<FollowResponse>,
  signal: AbortSignal,
) {
  const clientId = client.id;
  const { messages } = await chat.listMessages({ clientId });
  await chat.markRead({ clientId, throughRevision: messages.at(-1)!.revision });
  await chat.notifyTyping({ clientId });
  const is =
    (wanted: string) =>
    ({ update }: FollowResponse) =>
      update?.$case === wanted;
  await received.waitFor(is('read'), signal);
  await received.waitFor(is('typing'), signal);
  const sentAt = performance.now();
  await chat.send({ clientId, messageId: randomUUID(), text: ANSWER });
  await received.waitFor(
    ({ update }) => update?.$case === 'message' && update.value.text === ANSWER,
    signal,
  );
  const milliseconds = Math.round(performance.now() - sentAt);
  console.log(
    `${client.name} sees the read receipt, the typing indicator, and the answer after ${milliseconds} ms:`,
  );
  console.log(`  “${ANSWER}”`);
}

async function isThereOnce(chat: ChatClient): Promise<number> {
  const { messages } = await chat.listMessages({});
  const copies = messages.filter(({ text }) => text === QUESTION).length;
  if (copies === 1) return 0;
  console.log(`The question that was sent twice is there ${copies} times.`);
  return 1;
}

/** Checks that another client cannot find the conversation; resolves to the exit code. */
async function isOthersAlone(owner: Person, other: Person, chat: ChatClient): Promise<number> {
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 0,
      (error: { code?: number }) => error.code,
    );
  const read = await codeOf(chat.listMessages({ clientId: owner.id }));
  const listed = await codeOf(chat.listConversations({}));
  if (read === NOT_FOUND && listed === PERMISSION_DENIED) {
    console.log(`${other.name} can read nothing of it.`);
    return 0;
  }
  console.log(`${other.name} was answered ${read} and ${listed} for what is not theirs.`);
  return 1;
}
