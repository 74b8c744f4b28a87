import { describe, expect, it } from 'vitest';
import { openLiveFeed } from './open.ts';

const log = { info() {}, warn() {} };

describe('opening a live feed', () => {
  it('takes the adapter that the scheme names', async () => {
    const embedded = openLiveFeed('sqlite::memory:', { log });
    await embedded.publish([{ type: 'AlertsSeen', userId: 'ada', through: 1 }]);
    await embedded.close();
    for (const url of ['amqp://127.0.0.1:1', 'amqps://127.0.0.1:1']) {
      const broker = openLiveFeed(url, { log });
      const published = broker.publish([{ type: 'AlertsSeen', userId: 'ada', through: 1 }]);
      await expect(published).rejects.toThrow('RabbitMQ at 127.0.0.1:1');
      await broker.close();
    }
  });

  it('refuses other schemes', () => {
    expect(() => openLiveFeed('kafka://me:secret@host', { log })).toThrow(
      'must start with sqlite: or amqp: or amqps:, but is "kafka://***@host"',
    );
  });
});
