import {
  type Conversation,
  type FollowResponse,
  type Message,
  Side,
  type Typing,
} from '@energy/proto/chat';
import type { Terminal } from '../terminal.ts';
import { localTime } from '../time.ts';
import type { News } from './following.ts';

const INDENT = ' '.repeat(4);
const SIDES: Readonly<Record<Side, string>> = {
  [Side.SIDE_UNSPECIFIED]: 'somebody',
  [Side.SIDE_CLIENT]: 'client',
  [Side.SIDE_ADMINISTRATORS]: 'administrators',
};

/** Writes what goes on in the chat: for people in lines, for programs in JSON. */
export interface Report {
  message(message: Message): void;
  /** Of one conversation that is followed. */
  response(response: FollowResponse): void;
  /** Of all conversations. */
  news(news: News): void;
}

/** One JSON document a line: what it is as its `type`, then the fields of the contract. */
export function jsonReport({ print: out }: Pick<Terminal, 'out'>): Report {
  const write = (type: string, value: object) =>
    out(JSON.stringify({ type, ...value }, (key, each) => (key === 'side' ? sideOf(each) : each)));
  return {
    message: (message) => write('message', message),
    response({ update, nextRevision }) {
      if (update) write(update.$case, { ...update.value, nextRevision });
    },
    news(news) {
      if (news.kind === 'conversation') write('conversation', news.conversation);
      else write('typing', { clientId: news.clientId, ...news.typing });
    },
  };
}

/** Lines; times by the clock of the terminal. Who is typing is said, and no result. */
export function textReport(terminal: Terminal): Report {
  const { print: out, info: say } = terminal;
  const said = ({ sentAt, side, authorId, text }: Message, whose = '') => {
    out(`${timeOf(sentAt, terminal)}  ${whose}${sideOf(side)} ${authorId}`);
    for (const line of text.split('\n')) out(`${INDENT}${line}`);
  };
  const typing = ({ side, userId }: Typing) => say(`${sideOf(side)} ${userId} is typing …`);
  return {
    message: (message) => said(message),
    response({ update }) {
      switch (update?.$case) {
        case 'message':
          return said(update.value);
        case 'read': {
          const { readAt, side, throughRevision } = update.value;
          const what = `${sideOf(side)} read up to ${throughRevision}`;
          return out(`${timeOf(readAt, terminal)}  ${what}`);
        }
        case 'closed':
          return out(`${timeOf(update.value.closedAt, terminal)}  closed: the client was deleted`);
        case 'typing':
          return typing(update.value);
        default:
          return undefined;
      }
    },
    news(news) {
      if (news.kind === 'typing') return typing(news.typing);
      const { conversation } = news;
      said(conversation.lastMessage!, `${nameOf(conversation)} · `);
      out(`${INDENT}= ${standing(conversation, terminal)}`);
    },
  };
}

function standing({ unread, waitingSince, closed }: Conversation, terminal: Terminal): string {
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
