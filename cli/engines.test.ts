import { describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

/** A command that uses the engine of each variable. */
const COMMANDS = {
  EVENT_STORE_URL: ['projections', 'list'],
  READ_MODEL_URL: ['projections', 'list'],
  CREDENTIALS_URL: ['users', 'list'],
  BROKER_URL: ['dead-letters', 'list'],
};

describe('the URL of an engine', () => {
  it.each([
    ['EVENT_STORE_URL', 'esdb://ann:se@cret@host:2113'],
    ['EVENT_STORE_URL', 'esdb://host?defaultDeadline=abc'],
    ['EVENT_STORE_URL', 'esdb://host?nodePreference=follower'],
    ['EVENT_STORE_URL', 'esdb://host:one,:two'],
    ['READ_MODEL_URL', 'mongodb://ann:se@cret@host'],
    ['READ_MODEL_URL', 'mongodb://host?serverSelectionTimeoutMS=abc'],
    ['READ_MODEL_URL', 'mongodb://host?unknownOption=1'],
    ['READ_MODEL_URL', 'mongodb://host?readPreference=secondary'],
    ['READ_MODEL_URL', 'mongodb://one:abc,,:'],
    ['CREDENTIALS_URL', 'mongodb://host/a.b'],
    ['CREDENTIALS_URL', 'mongodb://host?authMechanism=unknown'],
    ['BROKER_URL', 'amqp://ann:secret@one:abc,two,:'],
  ] as const)('is refused with 2 and the name of its variable: %s=%s', async (variable, url) => {
    const operator = new Operator();
    await operator.withEventStore(async () => {});
    operator.environment[variable] = url;
    const { code, said } = await operator.energy(...COMMANDS[variable]);
    operator.leave();
    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining(`${variable} `) });
    expect(said).not.toMatch(/ann|se@?cret/);
  });
});
