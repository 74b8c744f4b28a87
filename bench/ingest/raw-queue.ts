import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '@energy/engines';
import { type Channel, connect } from 'amqplib';

type OnBatch = (bodies: Buffer[]) => void | Promise<void>;

/** A queue used as barely as its engine allows. */
export interface RawQueue {
  /**
   * Hands over `count` messages in batches; each is acknowledged when `onBatch` is done with it.
   *
   * @param batchSize the most in a batch; with 1, no message is fetched ahead
   */
  drain(count: number, batchSize: number, onBatch: OnBatch): Promise<void>;
  close(): Promise<void>;
}

export async function openRawQueue(url: string): Promise<RawQueue> {
  return url.startsWith('sqlite:') ? rawSqliteQueue(url) : await rawRabbitQueue(url);
}

function rawSqliteQueue(url: string): RawQueue {
  const db: DatabaseSync = openDatabase(url, {
    contents: 'messages',
    schema: '',
    walMegabytes: 64,
  });
  const select = db.prepare('SELECT id, body FROM messages ORDER BY id LIMIT ?');
  const remove = db.prepare('DELETE FROM messages WHERE id <= ?');
  return {
    async drain(count, batchSize, onBatch) {
      for (let left = count; left > 0; ) {
        const rows = select.all(Math.min(batchSize, left)) as {
          id: number;
          body: Uint8Array<ArrayBuffer>;
        }[];
        await onBatch(
          rows.map(({ body: { buffer, byteOffset, length } }) =>
            Buffer.from(buffer, byteOffset, length),
          ),
        );
        remove.run(rows.at(-1)!.id);
        left -= rows.length;
      }
    },
    async close() {
      db.close();
    },
  };
}

async function rawRabbitQueue(url: string): Promise<RawQueue> {
  const connection = await connect(url);
  const channel: Channel = await connection.createChannel();
  return {
    async drain(count, batchSize, onBatch) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      let working = Promise.resolve();
      let bodies: Buffer[] = [];
      let left = count;
      await channel.prefetch(batchSize === 1 ? 1 : Math.min(65_535, 2 * batchSize));
      const { consumerTag } = await channel.consume('measurements', (message) => {
        if (!message || left === 0) return;
        bodies.push(message.content);
        if (bodies.length < Math.min(batchSize, left)) return;
        const batch = bodies;
        bodies = [];
        left -= batch.length;
        const isLast = left === 0;
        working = working.then(async () => {
          await onBatch(batch);
          channel.ack(message, true);
          if (isLast) resolve();
        });
        working.catch(reject);
      });
      await promise;
      await channel.cancel(consumerTag);
    },
    async close() {
      await channel.close();
      await connection.close();
    },
  };
}
