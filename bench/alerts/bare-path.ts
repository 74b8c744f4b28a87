// The bare limit: a consumer that parses each reading and sends it to its client.
// Nothing is checked, stored or remembered.
import { once } from 'node:events';
import { openDatabase } from '@energy/engines';
import { connect } from 'amqplib';
import { WebSocketServer } from 'ws';
import { LIMIT } from './households.ts';

const HOUR_MS = 3_600_000;
const POLL_MS = 1;

const brokerUrl = process.env.BROKER_URL!;
/** Connections by token, which is the device’s id. */
const sockets = new Map<string, { send(text: string): void }>();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('connection', (socket, { headers }) => {
  sockets.set(headers.authorization!.slice('Bearer '.length), socket);
  socket.send('{"type":"hello"}');
});
await once(server, 'listening');
if (brokerUrl.startsWith('sqlite:')) pollQueue();
else await consumeQueue();
process.once('SIGTERM', () => process.exit(0));
console.log(`Listening at http://127.0.0.1:${(server.address() as { port: number }).port}`);

function pass(body: Uint8Array): void {
  const { timestamp, device_id: deviceId, measurement_value } = JSON.parse(String(body));
  if (measurement_value * 1e9 <= LIMIT) return;
  const hour = new Date(timestamp - (timestamp % HOUR_MS)).toISOString();
  sockets.get(deviceId)?.send(JSON.stringify({ type: 'alert', alert: { deviceId, hour } }));
}

function pollQueue(): void {
  const db = openDatabase(brokerUrl, { contents: 'messages', schema: '' });
  db.exec('PRAGMA busy_timeout = 10000');
  const any = db.prepare('SELECT 1 FROM messages LIMIT 1');
  const select = db.prepare('SELECT id, body FROM messages ORDER BY id LIMIT 5000');
  const remove = db.prepare('DELETE FROM messages WHERE id <= ?');
  setInterval(() => {
    if (!any.get()) return;
    // In one transaction: messages that arrive in another partition may have smaller ids.
    db.exec('BEGIN IMMEDIATE');
    const rows = select.all() as unknown as { id: number; body: Uint8Array }[];
    remove.run(rows.at(-1)!.id);
    db.exec('COMMIT');
    for (const { body } of rows) pass(Buffer.from(body));
  }, POLL_MS);
}

async function consumeQueue(): Promise<void> {
  const connection = await connect(brokerUrl);
  const channel = await connection.createChannel();
  await channel.prefetch(5_000);
  await channel.consume('measurements', (message) => {
    pass(message!.content);
    channel.ack(message!);
  });
}
