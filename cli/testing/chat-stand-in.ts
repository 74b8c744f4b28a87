import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  ChatServiceDefinition,
  type ChatServiceImplementation,
  type Conversation,
  type FollowResponse,
  type SendRequest,
  Side,
} from '@energy/proto/chat';
import { createServer, type Server, ServerError, Status } from 'nice-grpc';

export const ADA = 'a0000000-0000-4000-8000-00000000000a';
export const BOB = 'b0000000-0000-4000-8000-00000000000b';
/** A client who has not written yet. */
export const ZOE = 'c0000000-0000-4000-8000-00000000000c';
export const PASSWORD = 'a long and quiet winter evening';

/** Behaviour of the platform at one request. */
type Behaviour = 'answers' | 'is away' | 'believes no token';

/** A fake of the session API and of the chat. */
export class ChatStandIn {
  readonly said: FollowResponse[] = [];
  readonly conversations: Conversation[] = [];
  /** All messages received, including those without a response. */
  readonly sent: SendRequest[] = [];
  /** Behaviour at the next requests, in order; it answers once they are used up. */
  readonly behaviours: Behaviour[] = [];
  /** Number of responses after which a stream is cut off, once. */
  cutAfter = Number.POSITIVE_INFINITY;
  role: 'administrator' | 'client' = 'administrator';
  mustChangePassword = false;
  tokens = 0;
  isSignedOut = false;
  /** Revision from which each stream was opened. */
  readonly begunFrom: number[] = [];
  readonly #http: HttpServer;
  readonly #grpc: Server;
  #port = 0;

  private constructor() {
    this.#http = createHttpServer(async (request, response) => {
      const body = request.method === 'POST' ? ((await json(request)) as SessionRequestBody) : {};
      const [status, answer] = this.#answer(`${request.method} ${request.url}`, body);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(answer && JSON.stringify(answer));
    });
    this.#grpc = createServer();
    this.#grpc.add(ChatServiceDefinition, this.#service());
  }

  static async start(): Promise<ChatStandIn> {
    const standIn = new ChatStandIn();
    standIn.#http.listen(0, '127.0.0.1');
    await once(standIn.#http, 'listening');
    standIn.#port = await standIn.#grpc.listen('127.0.0.1:0');
    return standIn;
  }

  get environment() {
    const { port } = this.#http.address() as AddressInfo;
    return {
      ENERGY_API_URL: `http://127.0.0.1:${port}`,
      ENERGY_CHAT_URL: `http://127.0.0.1:${this.#port}`,
    };
  }

  async stop(): Promise<void> {
    this.#grpc.forceShutdown();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Adds a message to Bob's conversation. */
  say(text: string, side: Side = Side.SIDE_CLIENT): void {
    const revision = this.said.length;
    const sentAt = new Date(Date.UTC(2026, 10, 22, 12, revision));
    const authorId = side === Side.SIDE_CLIENT ? BOB : ADA;
    const message = { messageId: `message ${revision}`, revision, side, authorId, text, sentAt };
    const update = { $case: 'message', value: message } as const;
    this.said.push({ nextRevision: revision + 1, update });
    this.conversations.push({
      clientId: BOB,
      clientName: 'Bob',
      nextRevision: revision + 1,
      lastMessage: message,
      unread: 1,
      waitingSince: sentAt,
      readMarks: {},
      closed: false,
    });
  }

  #answer(request: string, { password, refreshToken }: SessionRequestBody): [number, object?] {
    switch (request) {
      case 'POST /api/session':
        return password === PASSWORD ? [200, this.#session()] : [401, { title: 'It is wrong' }];
      case 'POST /api/session/refresh': {
        const isNewest = refreshToken === `refresh ${this.tokens}`;
        return isNewest ? [200, this.#session()] : [401, { title: 'Nobody is signed in' }];
      }
      case 'GET /api/users?search=Zo%C3%AB&limit=100':
        return [200, { users: [{ id: ADA, name: 'Zoë B', role: 'client' }], next: 'page-2' }];
      case 'GET /api/users?search=Zo%C3%AB&limit=100&after=page-2':
        return [200, { users: [{ id: ZOE, name: 'Zoë', role: 'client' }], next: null }];
      case 'GET /api/users?search=Max&limit=100':
        return [200, { users: [{ id: ADA, name: 'Max', role: 'administrator' }], next: null }];
      case 'DELETE /api/session':
        this.isSignedOut = true;
        return [204];
      default:
        return [404, { title: 'Not found' }];
    }
  }

  #session() {
    const number = ++this.tokens;
    const id = this.role === 'client' ? BOB : ADA;
    return {
      user: { id, name: this.role, role: this.role },
      mustChangePassword: this.mustChangePassword,
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
      accessToken: `token-${number}`,
      refreshToken: `refresh ${number}`,
    };
  }

  #service(): ChatServiceImplementation {
    const standIn = this;
    const unused = () => {
      throw new ServerError(Status.UNIMPLEMENTED, 'Nobody calls this here.');
    };
    return {
      async send(request, { metadata }) {
        standIn.sent.push(request);
        standIn.#admit(metadata.get('authorization'));
        standIn.say(request.text!, Side.SIDE_ADMINISTRATORS);
        return { message: standIn.conversations.at(-1)!.lastMessage };
      },
      async *follow({ fromRevision }, { signal, metadata }) {
        standIn.#admit(metadata.get('authorization'));
        standIn.begunFrom.push(fromRevision!);
        yield* standIn.#updates(standIn.said, fromRevision!, signal);
      },
      async *followAll(_request, { signal, metadata }) {
        standIn.#admit(metadata.get('authorization'));
        for await (const value of standIn.#updates(standIn.conversations, 0, signal)) {
          yield { update: { $case: 'conversation', value } };
        }
      },
      async listConversations({ search }) {
        const found = standIn.conversations.filter(({ clientName }) =>
          clientName.toLowerCase().includes(search!.toLowerCase()),
        );
        return { conversations: found, nextPageToken: '' };
      },
      markRead: unused,
      notifyTyping: unused,
      listMessages: unused,
    };
  }

  #admit(authorization: string | undefined): void {
    const behaviour = this.behaviours.shift() ?? 'answers';
    if (behaviour === 'is away') throw new ServerError(Status.UNAVAILABLE, 'Please call again.');
    if (behaviour === 'believes no token' || authorization !== `Bearer token-${this.tokens}`) {
      throw new ServerError(Status.UNAUTHENTICATED, 'The token has expired.');
    }
  }

  async *#updates<T>(all: readonly T[], from: number, signal: AbortSignal): AsyncIterable<T> {
    for (let next = from; !signal.aborted; ) {
      if (next < all.length) yield all[next++]!;
      else await new Promise((resolve) => setTimeout(resolve, 5));
      if (next - from < this.cutAfter) continue;
      this.cutAfter = Number.POSITIVE_INFINITY;
      throw new ServerError(Status.UNAVAILABLE, 'This server is shutting down.');
    }
  }
}

interface SessionRequestBody {
  readonly password?: string;
  readonly refreshToken?: string;
}
