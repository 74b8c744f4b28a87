import {
  type Conversation,
  type FollowResponse,
  type Message,
  Side,
  type Typing,
} from '@energy/proto/chat';
import type { Terminal } from '../terminal.ts';
import { localTime } from '../time.ts';
import type { ChatUpdate } from './following.ts';

const INDENT = ' '.repeat(4);
const SIDES: Readonly<Record<Side, string>> = {
  [Side.SIDE_UNSPECIFIED]: 'somebody',
  [Side.SIDE_CLIENT]: 'client',
  [Side.SIDE_ADMINISTRATORS]: 'administrators',
};

/** Writes updates of the chat: for people in lines, for programs in JSON. */
export interface Report {
  message(message: Message): void;
  /** Writes an update of the one conversation that is followed. */
  response(response: FollowResponse): void;
  update(update: ChatUpdate): void;
}

/** One JSON document a line: its `type`, then the fields of the contract. */
export function jsonReport({ print }: Pick<Terminal, 'print'>): Report {
  const write = (type: string, value: object) =>
    print(
      JSON.stringify({ type, ...value }, (key, each) => (key === 'side' ? sideOf(each) : each)),
    );
  return {
    message: (message) => write('message', message),
    response({ update, nextRevision }) {
      if (update) write(update.$case, { ...update.value, nextRevision });
    },
    update(update) {
      if (update.kind === 'conversation') write('conversation', update.conversation);
      else write('typing', { clientId: update.clientId, ...update.typing });
    },
  };
}

/** Lines, with local times. Typing indicators go to standard error. */
export function textReport(terminal: Terminal): Report {
  const { print, info } = terminal;
  const writeMessage = ({ sentAt, side, authorId, text }: Message, prefix = '') => {
    print(`${timeOf(sentAt, terminal)}  ${prefix}${sideOf(side)} ${authorId}`);
    for (const line of text.split('\n')) print(`${INDENT}${line}`);
  };
  const typing = ({ side, userId }: Typing) => info(`${sideOf(side)} ${userId} is typing …`);
  return {
    message: (message) => writeMessage(message),
    response({ update }) {
      switch (update?.$case) {
        case 'message':
          return writeMessage(update.value);
        case 'read': {
          const { readAt, side, throughRevision } = update.value;
          const what = `${sideOf(side)} read up to ${throughRevision}`;
          return print(`${timeOf(readAt, terminal)}  ${what}`);
        }
        case 'closed':
          return print(
            `${timeOf(update.value.closedAt, terminal)}  closed: the client was deleted`,
          );
        case 'typing':
          return typing(update.value);
        default:
          return undefined;
      }
    },
    update(update) {
      if (update.kind === 'typing') return typing(update.typing);
      const { conversation } = update;
      writeMessage(conversation.lastMessage!, `${nameOf(conversation)} · `);
      print(`${INDENT}= ${summaryOf(conversation, terminal)}`);
    },
  };
}

function summaryOf({ unread, waitingSince, closed }: Conversation, terminal: Terminal): string {
  const waits = waitingSince && `waiting since ${timeOf(waitingSince, terminal)}`;
  return [`${unread} unread`, waits, closed && 'closed'].filter(Boolean).join(' · ');
}

function nameOf({ clientName, clientId }: Conversation): string {
  return clientName === '' ? clientId : `${clientName} ${clientId}`;
}

function sideOf(side: Side): string {
  return SIDES[side] ?? 'somebody';
}

function timeOf(time: Date | undefined, terminal: Terminal): string {
  return localTime((time ?? new Date(0)).toISOString(), terminal);
}
