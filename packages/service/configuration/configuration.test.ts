import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  decimal,
  engineUrl,
  host,
  httpUrlWithPath,
  InvalidConfiguration,
  networks,
  oneOf,
  optional,
  port,
  printedVariables,
  readConfiguration,
  secret,
  type Variables,
  wholeNumber,
} from './index.ts';

const description = 'What it is for.';

const variables = {
  READ_MODEL_URL: engineUrl({
    default: 'sqlite:data/read-models.db',
    schemes: ['sqlite:', 'mongodb:'],
    description,
  }),
  QUERY_API_PORT: port({ default: 8081, description }),
  BATCH_SIZE: wholeNumber({ default: 5000, min: 1, max: 65_535, description }),
  HOST: host({ default: '127.0.0.1', description }),
  COLOUR: oneOf(['red', 'blue'], { default: 'red', description }),
};

function problems(
  environment: Record<string, string>,
  declared: Variables = variables,
): readonly string[] {
  try {
    readConfiguration(declared, environment);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  it('has the default of each variable that the environment leaves out or empty', () => {
    expect(readConfiguration(variables, { QUERY_API_PORT: '', COLOUR: '  ' })).toEqual({
      READ_MODEL_URL: 'sqlite:data/read-models.db',
      QUERY_API_PORT: 8081,
      BATCH_SIZE: 5000,
      HOST: '127.0.0.1',
      COLOUR: 'red',
    });
  });

  it('has the values that the environment gives, each of its own type', () => {
    const configuration = readConfiguration(variables, {
      READ_MODEL_URL: 'mongodb://a.example:27017,b.example:27017/energy',
      QUERY_API_PORT: ' 0 ',
      BATCH_SIZE: '65535',
      HOST: '::1',
      COLOUR: 'blue',
    });
    expect(configuration).toEqual({
      READ_MODEL_URL: 'mongodb://a.example:27017,b.example:27017/energy',
      QUERY_API_PORT: 0,
      BATCH_SIZE: 65_535,
      HOST: '::1',
      COLOUR: 'blue',
    });
    expectTypeOf(configuration.BATCH_SIZE).toEqualTypeOf<number>();
    expectTypeOf(configuration.COLOUR).toEqualTypeOf<'red' | 'blue'>();
  });

  it('reports every invalid variable at once, with its name, its value and the valid values', () => {
    const environment = {
      READ_MODEL_URL: 'postgres://db.example/energy',
      QUERY_API_PORT: '65536',
      BATCH_SIZE: '1e3',
      HOST: 'http://127.0.0.1',
      COLOUR: 'green',
    };
    expect(problems(environment)).toEqual([
      'READ_MODEL_URL is "postgres://db.example/energy" but must be a URL that starts with sqlite: or mongodb:.',
      'QUERY_API_PORT is "65536" but must be a port, a whole number from 0 (any that is free) to 65535.',
      'BATCH_SIZE is "1e3" but must be a whole number from 1 to 65535.',
      'HOST is "http://127.0.0.1" but must be an IP address or a host name, without scheme or port.',
      'COLOUR is "green" but must be red or blue.',
    ]);
    expect(() => readConfiguration(variables, environment)).toThrow(
      /^The configuration is not valid:\n {2}READ_MODEL_URL is .*\n {2}QUERY_API_PORT is /,
    );
  });

  it('names a variable that must be set and is not', () => {
    const required = { BROKER_URL: engineUrl({ schemes: ['amqp:'], description }) };
    expect(problems({}, required)).toEqual([
      'BROKER_URL is not set but must be a URL that starts with amqp:.',
    ]);
  });

  it('leaves undefined what may be left out and is, but takes nothing for it that makes no sense', () => {
    const declared = { TRACES: optional(httpUrlWithPath({ description })) };
    expect(readConfiguration(declared, {})).toEqual({ TRACES: undefined });
    expect(readConfiguration(declared, { TRACES: 'https://traces.example/otlp' })).toEqual({
      TRACES: new URL('https://traces.example/otlp'),
    });
    expect(problems({ TRACES: 'traces.example' }, declared)).toEqual([
      'TRACES is "traces.example" but must be a URL that starts with http: or https:.',
    ]);
  });

  it.each([
    ['0.25', 0.25],
    ['1', 1],
    ['.5', 0.5],
    ['-0', 0],
    ['', 1],
    ['1.1', undefined],
    ['1e-1', undefined],
    ['half', undefined],
  ])('takes "%s" for the decimal %s', (text, value) => {
    const declared = { RATIO: decimal({ default: 1, min: 0, max: 1, description }) };
    if (value === undefined) expect(problems({ RATIO: text }, declared)).toHaveLength(1);
    else expect(readConfiguration(declared, { RATIO: text })).toEqual({ RATIO: value });
  });

  it('says why nothing else will do, where the declaration does', () => {
    const declared = { HOST: oneOf(['127.0.0.1'], { description, because: 'it is early days' }) };
    expect(problems({ HOST: '0.0.0.0' }, declared)).toEqual([
      'HOST is "0.0.0.0" but must be 127.0.0.1, because it is early days.',
    ]);
  });

  it.each(['sqlite:', 'mongodb:', 'mongodb://', 'mongodb:///energy', 'sqlite'])(
    'takes no engine from "%s"',
    (url) => {
      expect(problems({ READ_MODEL_URL: url })).toHaveLength(1);
    },
  );

  it.each(['-1', '80.5', '0x50', '8081abc', '65536', '99999999999999999999', '٣'])(
    'takes no port from "%s"',
    (text) => {
      expect(problems({ QUERY_API_PORT: text })).toHaveLength(1);
    },
  );

  it.each([
    ['10.0.0.2', ['10.0.0.2']],
    [' 10.0.0.0/24, ::1 ,fd00::/8', ['10.0.0.0/24', '::1', 'fd00::/8']],
  ])('takes networks from "%s"', (text, listed) => {
    const declared = { GATEWAYS: networks({ default: [], description }) };
    expect(readConfiguration(declared, { GATEWAYS: text })).toEqual({ GATEWAYS: listed });
  });

  it.each([
    'gateway',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '0.0.0.0/0',
    '10.0.0.0/8/8',
    '10.0.0.1,',
    '::1/x',
  ])('takes no networks from "%s"', (text) => {
    const declared = { GATEWAYS: networks({ default: [], description }) };
    expect(problems({ GATEWAYS: text }, declared)).toHaveLength(1);
  });

  it.each([
    'amqp://user:hunter2@broker/',
    'amqp://user:hunt@er2@broker/',
    'amqp://user:hunter2/@broker',
    'amqp://user:hunt er2@broker',
    'user:hunter2@broker',
    'amqp:user:hunter2@broker',
    'https://broker/?password=hunter2',
  ])('never shows the password of %s', (url) => {
    const [message] = problems({ READ_MODEL_URL: url });
    expect(message).toContain('***');
    expect(message).not.toMatch(/hunt|er2/);
  });

  it('never shows a secret, whether it is valid or not', () => {
    const declared = { GATEWAY_SECRET: optional(secret({ description })) };
    const valid = 'hunter2'.repeat(5);
    const configuration = readConfiguration(declared, { GATEWAY_SECRET: valid });
    expect(configuration.GATEWAY_SECRET).toBe(valid);
    const [printed] = printedVariables(declared, configuration, { GATEWAY_SECRET: valid });
    expect(printed).toMatchObject({ value: '***', isDefault: false });
    for (const text of ['hunter2', `${valid} hunter2`, `${valid}é`]) {
      expect(problems({ GATEWAY_SECRET: text }, declared)).toEqual([
        'GATEWAY_SECRET is "***" but must be at least 32 printable ASCII characters without spaces.',
      ]);
    }
    expect(readConfiguration(declared, {})).toEqual({ GATEWAY_SECRET: undefined });
  });

  it('never throws anything but InvalidConfiguration, whatever the environment holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(variables)), fc.string()), (env) => {
        problems(env);
      }),
    );
  });
});
