import { EngineUnavailable } from '@energy/engines';
import { describe, expect, it } from 'vitest';
import { failure, STATUS } from './failure.ts';

const CONTEXT = { store: 'EventStoreDB at one:2113', right: 'read $all', sendsUser: false };
const withCode = (error: Error, code: string | number) => Object.assign(error, { code });

describe('an error of EventStoreDB', () => {
  it.each([
    withCode(new Error('This socket has been ended by the other party'), 'EPIPE'),
    withCode(new TypeError('write failed'), 'EPIPE'),
    withCode(new Error('14 UNAVAILABLE: Connection dropped'), STATUS.UNAVAILABLE),
    withCode(new Error('13 INTERNAL: Received RST_STREAM with code 2'), 13),
  ])('that is of a connection is unavailability, with the next step: %s', (error) => {
    const translated = failure(error, CONTEXT) as EngineUnavailable;
    expect(translated).toBeInstanceOf(EngineUnavailable);
    expect(translated.message).toMatch(
      /^EventStoreDB at one:2113 can't be used: .+; check that it runs/,
    );
  });

  it('that is a mistake of the program stays what it is', () => {
    const mistake = new TypeError('undefined is not a function');
    expect(failure(mistake, CONTEXT)).toBe(mistake);
  });
});
