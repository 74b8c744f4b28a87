import { describe, expect, it } from 'vitest';
import { InvalidEngineUrl, openByScheme, withoutCredentials } from './engine-url.ts';
import { EngineUnavailable } from './unavailable.ts';

describe('opening an engine by its URL', () => {
  it('calls the adapter of its scheme', () => {
    const adapters = { 'amqp:': () => 'plain', 'amqps:': (url: string) => `secure ${url}` };
    expect(openByScheme('amqps://host', adapters)).toBe('secure amqps://host');
  });

  it('refuses other schemes and what an adapter can’t read, without secrets', () => {
    const adapters = {
      'amqp:': (url: string) => {
        throw new RangeError(`can't read ${url}`);
      },
    };
    for (const url of ['amqp://ann:secret@host', 'kafka://ann:sec@ret@host']) {
      expect(() => openByScheme(url, adapters)).toThrow(InvalidEngineUrl);
      expect(() => openByScheme(url, adapters)).not.toThrow(/ann|sec|ret/);
    }
    expect(() => openByScheme('kafka://host', adapters)).toThrow('must start with amqp:');
  });

  it('leaves other errors as they are', () => {
    const away = new EngineUnavailable('away');
    const open = () => {
      throw away;
    };
    expect(() => openByScheme('amqp://host', { 'amqp:': open })).toThrow(away);
  });

  it('hides a password that holds an @', () => {
    expect(withoutCredentials('esdb://ann:se@cret@host/?tls=false')).toBe(
      'esdb://***@host/?tls=false',
    );
  });
});
