// A process of clients: connects as it is told to, and reports when it heard what.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ClientsOrder } from './connected-clients.ts';
import { keyOf, now } from './load.ts';

/** So many connect at once. */
const AT_ONCE = 50;

const heard: [key: string, at: number][] = [];
const [{ url, tokens }] = (await once(process, 'message')) as [ClientsOrder];
let next = 0;
await Promise.all(Array.from({ length: AT_ONCE }, connectInTurn));
process.send!('connected');
process.on('message', () => process.send!(heard));

async function connectInTurn(): Promise<void> {
  while (next < tokens.length) await connect(tokens[next++]!);
}

/** Resolves when it is greeted. */
async function connect(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  socket.on('error', fail);
  socket.on('close', (code) => fail(new Error(`A connection was closed: ${code}`)));
  const greeted = once(socket, 'message');
  socket.on('message', (data) => {
    const at = now();
    const { type, alert } = JSON.parse(String(data));
    if (type === 'alert') heard.push([keyOf(alert.deviceId, Date.parse(alert.hour)), at]);
  });
  await greeted;
}

function fail(error: Error): void {
  console.error(error.message);
  process.exit(1);
}
