import { makeCertificate } from '@energy/testing/certificates';
import { describe, expect, it } from 'vitest';
import { BrokerAddress } from './address.ts';

const targetOf = (url: string) => ({ ...new BrokerAddress(url).target });

describe('the URL of a RabbitMQ', () => {
  it.each([
    ['amqp://one', { protocol: 'amqp', hostname: 'one', port: 5672, vhost: '', heartbeat: 10 }],
    ['amqps://10.0.0.7', { protocol: 'amqps', hostname: '10.0.0.7', port: 5671 }],
    ['amqp://[::1]:5673/', { hostname: '::1', port: 5673, vhost: '' }],
    [
      'amqp://us%40er:p%3Ass@one:1/a%2Fb?heartbeat=5&frameMax=8192',
      {
        username: 'us@er',
        password: 'p:ss',
        vhost: 'a%2Fb',
        heartbeat: 5,
        frameMax: 8192,
      },
    ],
  ])('is read: %s', (url, expected) => {
    expect(targetOf(url)).toMatchObject(expected);
  });

  it('may name several hosts, which take turns', () => {
    const address = new BrokerAddress('amqp://user:secret@one:5673,two,[::1]:5674');
    expect(address.hosts).toBe('one:5673,two,[::1]:5674');
    const seen = Array.from({ length: 4 }, () => {
      const { hostname, port } = address.target;
      address.advance();
      return `${hostname} ${port}`;
    });
    expect(seen).toEqual(['one 5673', 'two 5672', '::1 5674', 'one 5673']);
  });

  it('names the file of the CA', async () => {
    const { file, certificate } = await makeCertificate('one');
    expect(new BrokerAddress(`amqps://one?tlsCAFile=${file}`).ca).toEqual(certificate);
    expect(() => new BrokerAddress(`amqp://one?tlsCAFile=${file}`)).toThrow('amqps://');
    expect(() => new BrokerAddress('amqps://one?tlsCAFile=/no/such/file')).toThrow(
      "the file /no/such/file can't be read (ENOENT)",
    );
  });

  it.each([
    'amqp://',
    'amqp://user:secret@',
    'amqp://user:secret@one:0',
    'amqp://user:secret@one:70000',
    'amqp://user:secret@one:5672,,two',
    'amqp://user:secret@one two',
    'amqp://user:secret@[one]',
    'amqp://user:sec%ret@one',
    'amqp://user:secret@one?heartbeat=often',
    'amqp://user:secret@one?tlsCaFile=/ca.pem',
  ])('is refused without repeating the password: %s', (url) => {
    const open = () => new BrokerAddress(url);
    expect(open).toThrow(TypeError);
    expect(open).not.toThrow(/secret|sec%ret/);
  });
});
