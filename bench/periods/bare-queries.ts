// Routes that read the same rows as query-api, add them up with the least code, and send a prepared answer.
import { readFileSync } from 'node:fs';
import { openDatabaseToRead } from '@energy/engines';
import fastify from 'fastify';

const DEVICES_OF_A_BLOCK = 16;
const MAX_BLOCKS = 2 ** 21;

interface Query {
  readonly first: string;
  readonly last: string;
}

const answers = JSON.parse(readFileSync(process.env.BARE_ANSWERS!, 'utf8')) as unknown[];
const db = openDatabaseToRead(process.env.READ_MODEL_URL!, { contents: 'read models' })!;
const find = db.prepare('SELECT days FROM daily_consumption_1 WHERE key = ?');
const range = db.prepare('SELECT days FROM daily_consumption_1 WHERE key >= ? AND key < ?');
const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

/** Adds up the totals of a row: of a slot, or of all. Each is of whole mWh. */
function totalIn(bytes: Uint8Array, slot: number | undefined): number {
  let total = 0;
  let at = 0;
  const read = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const own = read() % DEVICES_OF_A_BLOCK;
    read();
    const energy = read();
    if (slot === undefined || own === slot) total += energy / 2;
  }
  return total;
}

const app = fastify();
app.get<{ Params: { answer: string; from: string; count: string }; Querystring: Query }>(
  '/bare/:answer/:from/:count',
  async ({ params, query }) => {
    let total = 0;
    const from = Number(params.from);
    for (let device = from; device < from + Number(params.count); device++) {
      const slot = device % DEVICES_OF_A_BLOCK;
      const block = Math.floor(device / DEVICES_OF_A_BLOCK);
      for (let day = dayOf(query.first); day <= dayOf(query.last); day++) {
        const row = find.get(day * MAX_BLOCKS + block);
        if (row) total += totalIn(row.days as Uint8Array, slot);
      }
    }
    if (total === 0) throw new Error('There is nothing to add up');
    return answers[Number(params.answer)];
  },
);
app.get<{ Params: { answer: string }; Querystring: Query }>(
  '/bare/:answer/all',
  async ({ params, query }) => {
    let total = 0;
    const keys = [dayOf(query.first), dayOf(query.last) + 1].map((day) => day * MAX_BLOCKS);
    for (const { days } of range.iterate(...keys)) total += totalIn(days as Uint8Array, undefined);
    if (total === 0) throw new Error('There is nothing to add up');
    return answers[Number(params.answer)];
  },
);
process.once('SIGTERM', () => process.exit(0));
console.log(`Listening at ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
