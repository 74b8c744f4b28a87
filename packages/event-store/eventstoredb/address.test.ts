import { describe, expect, it } from 'vitest';
import { parseAddress } from './address.ts';

describe('the URL of an EventStoreDB', () => {
  it('may name one node, with what is special in its password encoded', () => {
    expect(parseAddress('esdb://energy:p%3A%40w@db.example:2114/')).toMatchObject({
      name: 'db.example:2114',
      discover: false,
      hosts: [{ address: 'db.example', port: 2114 }],
      authorization: `Basic ${Buffer.from('energy:p:@w').toString('base64')}`,
      tls: true,
    });
  });

  it('sends no user or password without TLS', () => {
    expect(parseAddress('esdb://energy:secret@host?tls=false').authorization).toBeUndefined();
  });

  it('may name the nodes of a cluster, or one name for all of them', () => {
    expect(parseAddress('esdb://a,b:1,[::1]:2?tls=false')).toMatchObject({
      discover: false,
      hosts: [
        { address: 'a', port: 2113 },
        { address: 'b', port: 1 },
        { address: '[::1]', port: 2 },
      ],
      authorization: undefined,
      tls: false,
    });
    expect(parseAddress('esdb+discover://cluster')).toMatchObject({
      discover: true,
      hosts: [{ address: 'cluster', port: 2113 }],
    });
  });

  it('has options, which the official clients spell in several ways', () => {
    const url =
      'esdb://a?TLS=true&tlsCaFile=%2Fca.pem&default_deadline=500&keepAliveInterval=-1' +
      '&connectionName=my-projector&nodePreference=Leader&tlsVerifyCert=true';
    expect(parseAddress(url)).toMatchObject({
      tls: true,
      tlsCAFile: '/ca.pem',
      defaultDeadline: 500,
      keepAliveInterval: -1,
      keepAliveTimeout: 3_000,
      connectionName: 'my-projector',
    });
  });

  it.each([
    ['esdb://clerk:secret@', /must look like/],
    ['esdb://clerk:secret', /HOST:PORT/],
    ['esdb://clerk:secret@host:port', /HOST:PORT/],
    ['esdb://clerk@secret@host', /must look like/],
    ['esdb://host?clerk:secret@host', /must look like/],
    ['esdb://clerk:se%cret@host', /percent-encoded/],
    ['esdb://clerk:secret@host?tls=maybe', /tls must be true or false/],
    ['esdb://clerk:secret@host?defaultDeadline=0', /defaultDeadline must be a number from 1/],
    ['esdb://clerk:secret@host?keepAliveInterval=often', /keepAliveInterval must be a number/],
    ['esdb://clerk:secret@host?nodePreference=follower', /nodepreference can only be leader/],
    ['esdb://clerk:secret@host?colour=red', /not known: colour/],
  ])('when it is broken, as in %s, is refused without being repeated', (url, sentence) => {
    const parse = () => parseAddress(url);
    expect(parse).toThrow(TypeError);
    expect(parse).toThrow(sentence);
    expect(parse).not.toThrow(/secret|clerk/);
  });
});
