import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
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
    [ofServer(10107), 'it has no primary at the moment'],
    [ofServer(189), 'it has no primary at the moment'],
    [ofServer(11600), 'it is stopping'],
    [ofServer(50), 'it did not answer in time'],
    [ofServer(64), 'a majority of its members does not confirm'],
    [ofServer(18), 'access is denied; check the user and password'],
    [ofServer(14031), 'its disk is full'],
    [inBulk(new MongoNetworkError('connection 3 was closed')), 'connection 3 was closed; check'],
    [inBulk(ofServer(10107)), 'it has no primary at the moment'],
    [inBulk({ message: 'one of them', code: 91 }), 'it is stopping'],
  ])('that passes says that the engine is away, and what to do: %s', (error, sentence) => {
    const told = failure(error) as EngineUnavailable;
    expect(told).toBeInstanceOf(EngineUnavailable);
    expect(told.message).toMatch(/^MongoDB at one:27017 can't be used: /);
    expect(told.message).toContain(sentence);
    expect(told.cause).toBe(error);
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

  it('is told once', () => {
    const told = failure(ofServer(91));
    expect(failure(told)).toBe(told);
  });

  it('may be a conflict, after which the same can be done again', () => {
    for (const code of [112, 251, 11000]) expect(isConflict(ofServer(code))).toBe(true);
    for (const error of [ofServer(91), new Error('another'), undefined]) {
      expect(isConflict(error)).toBe(false);
    }
  });
});
