import { describe, expect, it } from 'vitest';
import { parseMongoUrl } from './address.ts';

const parse = (url: string) => parseMongoUrl(url, 'energy');
const optionsOf = (url: string) => new URLSearchParams(parse(url).url.split('?')[1]);

describe('the URL of a MongoDB', () => {
  it('names hosts and a database, or leaves the database to its opener', () => {
    expect(parse('mongodb://ann:secret@one:27017,two:27018/meters?replicaSet=rs')).toMatchObject({
      hosts: 'one:27017,two:27018',
      database: 'meters',
    });
    for (const url of ['mongodb://one', 'mongodb://one/', 'mongodb+srv://one/?tls=true']) {
      expect(parse(url)).toMatchObject({ hosts: 'one', database: 'energy' });
    }
  });

  it('keeps what it says, and has time-outs where it says nothing of them', () => {
    const url = 'mongodb://ann:se%40cret@one/meters?authSource=admin&serverselectiontimeoutms=700';
    expect(parse(url).url).toMatch(/^mongodb:\/\/ann:se%40cret@one\/meters\?/);
    const options = optionsOf(url);
    expect(options.get('authSource')).toBe('admin');
    expect(options.get('serverselectiontimeoutms')).toBe('700');
    expect(options.has('serverSelectionTimeoutMS')).toBe(false);
    expect(options.get('socketTimeoutMS')).toBe('45000');
    expect(options.get('appName')).toBe('energy');
  });

  it.each([
    ['w=1', 'w can only be majority'],
    ['readPreference=secondary', 'readPreference can only be primary'],
    ['readConcernLevel=local', 'readConcernLevel can only be majority'],
    ['retryWrites=false', 'retryWrites can only be true'],
    ['tlsInsecure=true', 'tlsInsecure can only be false'],
  ])('can not take back what is promised: %s', (option, problem) => {
    expect(() => parse(`mongodb://one/?${option}`)).toThrow(problem);
    expect(() => parse(`mongodb://one/?${option}`)).toThrow(TypeError);
  });

  it('switches TLS on where it names the file of a CA', () => {
    expect(optionsOf('mongodb://one/?tlsCAFile=/etc/ca.pem').get('tls')).toBe('true');
    expect(optionsOf('mongodb://one/?tlsCAFile=/etc/ca.pem&ssl=true').has('tls')).toBe(false);
    expect(() => parse('mongodb://one/?tls=false&tlsCAFile=/etc/ca.pem')).toThrow(
      'the MongoDB URL has tlsCAFile, and tls can only be true with it',
    );
  });

  it('may repeat what is promised', () => {
    expect(optionsOf('mongodb://one/?retryWrites=true&w=majority').get('w')).toBe('majority');
  });

  it.each([
    'mongodb://',
    'mongodb:///energy',
    'mongodb://ann:sec@ret@host/energy',
    'mongodb://ann:sec/ret@host/energy',
    'mongodb://ann:sec?ret@host/energy',
    'mongodb://ann:secret@host/a/b',
  ])('is refused where it is broken, without repeating its password: %s', (url) => {
    expect(() => parse(url)).toThrow(TypeError);
    expect(() => parse(url)).not.toThrow(/sec|ret/);
  });

  it('names a database that there can be', () => {
    expect(() => parse('mongodb://one/a.b')).toThrow('a database that there can\'t be: "a.b"');
    expect(() => parse(`mongodb://one/${'a'.repeat(64)}`)).toThrow(TypeError);
  });
});
