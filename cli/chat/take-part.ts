import { randomUUID } from 'node:crypto';
import { normalisedName, UUID } from '@energy/domain';
import type { ChatServiceClient } from '@energy/proto/chat';
import { httpUrl, readConfiguration } from '@energy/service/configuration';
import { ClientError, Status } from 'nice-grpc';
import type { Terminal } from '../terminal.ts';
import { InvalidOption, NotFound } from '../usage-error.ts';
import { type Chat, chatAt, messageOf } from './client.ts';
import { allConversations, conversation, type FollowOptions } from './following.ts';
import { ChatRefusal } from './refusal.ts';
import { jsonReport, textReport } from './report.ts';
import { Session } from './session.ts';

const variables = {
  ENERGY_API_URL: httpUrl({
    default: new URL('http://127.0.0.1:8080'),
    description: 'Where to sign in: the gateway, or command-api.',
  }),
  ENERGY_CHAT_URL: httpUrl({
    default: new URL('http://127.0.0.1:8084'),
    description: 'Where chat-grpc answers calls.',
  }),
};

const PAGE_SIZE = 200;

export interface ChatOptions {
  /** A client's name or id. */
  client?: string;
  /** Of chat-grpc, instead of ENERGY_CHAT_URL. */
  url?: string;
  json?: boolean;
}

/** Prints one conversation, or all of them, and what is said from now on, until the terminal interrupts. */
export function follow(options: ChatOptions, terminal: Terminal): Promise<void> {
  return withChat(options, terminal, async (session, { calls }) => {
    const report = options.json ? jsonReport(terminal) : textReport(terminal);
    const { info } = terminal;
    const signal = terminal.interruptSignal();
    const following: FollowOptions = { calls, session, info, signal };
    const clientId = await clientOf(session, calls, options.client);
    if (clientId === undefined) {
      for await (const update of allConversations(following)) report.update(update);
    } else {
      for await (const response of conversation(clientId, following)) report.response(response);
    }
  });
}

/** Sends a message and prints it as it was stored. */
export function send(text: string, options: ChatOptions, terminal: Terminal): Promise<void> {
  return withChat(options, terminal, async (session, { calls }) => {
    const clientId = await clientOf(session, calls, options.client);
    if (clientId === undefined) throw new InvalidOption('Say to which client, by --client.');
    const { message } = await calls.send({ clientId, messageId: randomUUID(), text });
    const report = options.json ? jsonReport(terminal) : textReport(terminal);
    report.message(message!);
  });
}

/** Signs in, does something in the chat, and signs out. */
async function withChat(
  { url }: ChatOptions,
  terminal: Terminal,
  work: (session: Session, chat: Chat) => Promise<void>,
): Promise<void> {
  const { environment } = terminal;
  const given = url === undefined ? environment : { ...environment, ENERGY_CHAT_URL: url };
  const { ENERGY_API_URL, ENERGY_CHAT_URL } = readConfiguration(variables, given);
  const session = await Session.begin(ENERGY_API_URL, await credentialsFrom(terminal));
  const chat = chatAt(ENERGY_CHAT_URL, session);
  try {
    await work(session, chat);
  } catch (error) {
    throw error instanceof ClientError ? refusalOf(error) : error;
  } finally {
    chat.close();
    await session.end().catch((error) => terminal.info(messageOf(error)));
  }
}

function refusalOf(error: ClientError): ChatRefusal {
  return new ChatRefusal(messageOf(error), { isNotFound: error.code === Status.NOT_FOUND });
}

/** They are never arguments: those stand in the list of processes and in the shell's history. */
async function credentialsFrom({ environment, prompt }: Terminal) {
  const { ENERGY_USER, ENERGY_PASSWORD } = environment;
  const name = ENERGY_USER || (await prompt('Name: '));
  return { name, password: ENERGY_PASSWORD || (await prompt('Password: ', 'hidden')) };
}

/**
 * Finds the client whose conversation is meant: by id, by the name in a conversation or, where none has
 * begun, by the name of a user. Clients mean their own.
 *
 * @returns `undefined` if an administrator names none
 * @throws NotFound
 */
async function clientOf(
  session: Session,
  calls: ChatServiceClient,
  named: string | undefined,
): Promise<string | undefined> {
  const { user } = session;
  if (user.role === 'client') return user.id;
  if (named === undefined || UUID.test(named.toLowerCase())) return named?.toLowerCase();
  const name = normalisedName(named);
  let pageToken = '';
  do {
    const page = await calls.listConversations({ search: named, pageSize: PAGE_SIZE, pageToken });
    const found = page.conversations.find((each) => normalisedName(each.clientName) === name);
    if (found) return found.clientId;
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  for await (const found of session.searchUsers(named)) {
    if (found.role === 'client' && normalisedName(found.name) === name) return found.id;
  }
  throw new NotFound(`There is no client with the name "${named}".`);
}
