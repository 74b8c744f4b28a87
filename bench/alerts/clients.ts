// A process of clients: connects with the tokens that it gets, and reports when each alert was received.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ClientsOrder } from './connected-clients.ts';
import { keyOf, now } from './load.ts';

const CONNECT_CONCURRENCY = 50;

const received: [key: string, at: number][] = [];
const [{ url, tokens }] = (await once(process, 'message')) as [ClientsOrder];
let next = 0;
await Promise.all(Array.from({ length: CONNECT_CONCURRENCY }, connectInTurn));
process.send!('connected');
process.on('message', () => process.send!(received));

async function connectInTurn(): Promise<void> {
  while (next < tokens.length) await connect(tokens[next++]!);
}

/** Resolves with the first frame. */
async function connect(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  socket.on('error', fail);
  socket.on('close', (code) => fail(new Error(`A connection was closed: ${code}`)));
  const greeted = once(socket, 'message');
  socket.on('message', (data) => {
    const at = now();
    const { type, alert } = JSON.parse(String(data));
    if (type === 'alert') received.push([keyOf(alert.deviceId, Date.parse(alert.hour)), at]);
  });
  await greeted;
}

function fail(error: Error): void {
  console.error(error.message);
  process.exit(1);
}
