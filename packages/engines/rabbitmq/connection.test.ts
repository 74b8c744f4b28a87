import { describe, expect, it } from 'vitest';
import { EngineUnavailable } from '../unavailable.ts';
import { BrokerConnection } from './connection.ts';

const connection = new BrokerConnection({
  url: 'amqp://user:secret@one:5672',
  purpose: 'a test',
  log: { info() {}, warn() {} },
});

describe('an error of RabbitMQ', () => {
  it.each([
    [
      Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' }),
      'This socket has been ended by the other party; check that it runs and can be reached',
    ],
    [new Error('Channel ended, no reply will be forthcoming'), 'check that it runs'],
    [Object.assign(new TypeError('write failed'), { code: 'EPIPE' }), 'check that it runs'],
    [
      new Error(
        'Handshake terminated by server: 403 (ACCESS_REFUSED) with message "ACCESS_REFUSED - Login was refused"',
      ),
      'it does not accept the user and password of its URL; check them',
    ],
    [
      new Error(
        "Operation failed: 403 (ACCESS_REFUSED) - access to queue 'q' in vhost '/' refused",
      ),
      'check what the user in its URL may do',
    ],
  ])('is unavailability, with the next step: %s', (error, sentence) => {
    const failure = connection.failure(error) as EngineUnavailable;
    expect(failure).toBeInstanceOf(EngineUnavailable);
    expect(failure.message).toMatch(/^RabbitMQ at one:5672 can't be used: /);
    expect(failure.message).toContain(sentence);
    expect(connection.failure(failure)).toBe(failure);
  });

  it('stays what it is where it is a mistake of the program', () => {
    const mistake = new TypeError('undefined is not a function');
    expect(connection.failure(mistake)).toBe(mistake);
  });
});
