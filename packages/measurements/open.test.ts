import { describe, expect, it } from 'vitest';
import { openMeasurementQueue } from './open.ts';

const log = { info: () => {}, warn: () => {} };

describe('opening a measurement queue', () => {
  it('takes the adapter that the scheme names', async () => {
    const embedded = openMeasurementQueue('sqlite::memory:', { log });
    expect(await embedded.waiting()).toBe(0);
    await embedded.close();
    for (const url of ['amqp://127.0.0.1:1', 'amqps://127.0.0.1:1']) {
      const broker = openMeasurementQueue(url, { log });
      await expect(broker.waiting()).rejects.toThrow('RabbitMQ at 127.0.0.1:1');
      await broker.close();
    }
  });

  it('refuses other schemes', () => {
    expect(() => openMeasurementQueue('kafka://me:secret@host', { log })).toThrow(
      'must start with sqlite: or amqp: or amqps:, but is "kafka://***@host"',
    );
  });
});
