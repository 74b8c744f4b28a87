import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoCompatibilityError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import { EngineUnavailable } from '../unavailable.ts';
import { isConflict, mongoFailure } from './failure.ts';

const failure = (error: unknown) => mongoFailure(error, 'MongoDB at one:27017');
const ofServer = (code: number) => new MongoServerError({ message: 'as it says', code });
const inBulk = (error: ConstructorParameters<typeof MongoBulkWriteError>[0]) =>
  new MongoBulkWriteError(error, {} as ConstructorParameters<typeof MongoBulkWriteError>[1]);

describe('an error of MongoDB', () => {
  it.each([
    [new MongoNetworkError('connection 3 was closed'), 'connection 3 was closed; check that it'],
    [new MongoNetworkTimeoutError('timed out'), 'it did not answer in time'],
    [new MongoClientClosedError(), 'check that it runs'],
    [Object.assign(new Error('querySrv ENOTFOUND'), { syscall: 'querySrv' }), 'ENOTFOUND; check'],
    [
      Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' }),
      'This socket has been ended by the other party; check that it runs',
    ],
    [new Error('This socket has been ended by the other party'), 'check that it runs'],
    [Object.assign(new Error(''), { code: 'ECONNRESET' }), 'ECONNRESET; check that it runs'],
    [Object.assign(new Error('x'), { code: 'ERR_STREAM_DESTROYED' }), 'check that it runs'],
    [new Error('odd', { cause: Object.assign(new Error('y'), { code: 'EPIPE' }) }), 'check that'],
    [
      new MongoServerError({ message: 'odd', code: 8, errorLabels: ['RetryableWriteError'] }),
      'odd; check that it runs',
    ],
    [
      new MongoServerSelectionError(
        'self-signed certificate in certificate chain',
        {} as ConstructorParameters<typeof MongoServerSelectionError>[1],
      ),
      "self-signed certificate in certificate chain; the CA that signed its certificate is not known; name the CA's file with the option tlsCAFile of its URL",
    ],
    [
      Object.assign(new Error("ENOENT: no such file, open '/ca.pem'"), {
        code: 'ENOENT',
        syscall: 'open',
        path: '/ca.pem',
      }),
      "the file /ca.pem can't be read (ENOENT); check its name in the URL, and who may read it",
    ],
    [
      new MongoCompatibilityError('Server at one reports maximum wire version 7, but this version'),
      'it is MongoDB 4.0; the platform needs MongoDB 4.4 or later',
    ],
    [ofServer(10107), 'it has no primary at the moment'],
    [ofServer(189), 'it has no primary at the moment'],
    [ofServer(11600), 'it is stopping'],
    [ofServer(50), 'it did not answer in time'],
    [ofServer(64), 'a majority of its members does not confirm'],
    [ofServer(18), 'it does not accept the user and password of its URL; check them'],
    [ofServer(13), 'access is denied; put a user into its URL'],
    [ofServer(14031), 'its disk is full'],
    [inBulk(new MongoNetworkError('connection 3 was closed')), 'connection 3 was closed; check'],
    [inBulk(ofServer(10107)), 'it has no primary at the moment'],
    [inBulk({ message: 'one of them', code: 91 }), 'it is stopping'],
  ])('that passes says that the engine is away, and what to do: %s', (error, sentence) => {
    const translated = failure(error) as EngineUnavailable;
    expect(translated).toBeInstanceOf(EngineUnavailable);
    expect(translated.message).toMatch(/^MongoDB at one:27017 can't be used: /);
    expect(translated.message).toContain(sentence);
    expect(translated.cause).toBe(error);
  });

  it.each([
    ofServer(11000),
    ofServer(2),
    inBulk({ message: 'E11000', code: 11000 }),
    new MongoInvalidArgumentError('not like this'),
    new TypeError('undefined is no function'),
  ])('that is a mistake of ours stays what it is: %s', (error) => {
    expect(failure(error)).toBe(error);
  });

  it('is translated once', () => {
    const translated = failure(ofServer(91));
    expect(failure(translated)).toBe(translated);
  });

  it('may be a conflict, after which the same can be done again', () => {
    for (const code of [112, 251, 11000]) expect(isConflict(ofServer(code))).toBe(true);
    for (const error of [ofServer(91), new Error('another'), undefined]) {
      expect(isConflict(error)).toBe(false);
    }
  });
});
