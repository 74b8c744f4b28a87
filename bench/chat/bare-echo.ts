// The bare limit of nice-grpc: a message goes to every follower. Nothing is checked,
// stored or remembered.
import {
  ChatServiceDefinition,
  type ChatServiceImplementation,
  type FollowResponse,
  Side,
} from '@energy/proto/chat';
import { createServer } from 'nice-grpc';

const followers = new Map<string, (response: FollowResponse) => void>();
let revision = 0;

const service: Pick<ChatServiceImplementation, 'send' | 'follow'> = {
  async send({ clientId, messageId, text }) {
    const message = {
      messageId,
      text,
      revision,
      side: Side.SIDE_ADMINISTRATORS,
      authorId: clientId,
      sentAt: new Date(),
    };
    const nextRevision = ++revision;
    followers.get(clientId!)?.({ nextRevision, update: { $case: 'message', value: message } });
    return { message };
  },

  async *follow({ clientId }, { signal }) {
    let waiting: FollowResponse[] = [];
    let wake = () => {};
    followers.set(clientId!, (response) => {
      waiting.push(response);
      wake();
    });
    signal.addEventListener('abort', () => wake());
    yield { nextRevision: 0, update: { $case: 'caughtUp', value: {} } };
    while (!signal.aborted) {
      const some = waiting;
      waiting = [];
      yield* some;
      if (waiting.length > 0) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  },
};

const { send, follow } = ChatServiceDefinition.methods;
const server = createServer();
server.add({ ...ChatServiceDefinition, methods: { send, follow } }, service);
const port = await server.listen('127.0.0.1:0');
console.log(`Listening at http://127.0.0.1:${port}`);
process.on('SIGTERM', () => server.forceShutdown());
