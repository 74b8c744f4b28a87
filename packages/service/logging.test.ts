import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  correlated,
  createLogger,
  type LogFormat,
  type LogLevel,
  withoutSecrets,
} from './index.ts';

function logging(format: LogFormat, level: LogLevel = 'info') {
  const lines: string[] = [];
  const destination = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      lines.push(line);
      done();
    },
  });
  return { lines, log: createLogger('example', { level, format, destination }) };
}

describe('a log', () => {
  it('is lines of JSON that carry the service, the level and the time', () => {
    const { lines, log } = logging('json');
    log.warn('The ink runs low.');
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: 'example',
      msg: 'The ink runs low.',
    });
  });

  it('adds the correlation id to every line of a request, however late', async () => {
    const { lines, log } = logging('json');
    const late = (id: string) =>
      correlated(id, async () => {
        await new Promise(setImmediate);
        log.info(id);
      });
    await Promise.all([late('one'), late('other')]);
    log.info('none');
    const logged = lines
      .map((line) => JSON.parse(line))
      .map((line) => [line.msg, line.correlationId]);
    expect(logged).toEqual([
      ['one', 'one'],
      ['other', 'other'],
      ['none', undefined],
    ]);
  });

  it('leaves out what is below its level', () => {
    const { lines, log } = logging('json', 'error');
    log.warn('The ink runs low.');
    expect(lines).toEqual([]);
  });

  it('is for people to read when it is pretty', () => {
    const { lines, log } = logging('pretty');
    log.info({ left: 3 }, 'The ink runs low.');
    expect(lines.join('')).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}] INFO: example: The ink runs low\.\n/);
    expect(lines.join('')).toContain('left: 3');
  });

  it.each(['json', 'pretty'] as const)('shows no secret of a URL (%s)', (format) => {
    const { lines, log } = logging(format);
    const url = 'amqp://guest:hunter2@broker/energy?ssl_key_password=hunter2';
    log.info(`Connected to ${url}.`);
    log.info({ url, err: new Error(`"${url}" is away`) }, 'Lost it.');
    expect(lines.join('')).toContain('amqp://***@broker/energy');
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('stays JSON whatever is taken out of it', () => {
    const { lines, log } = logging('json');
    const texts = ['"http://a:"b"@c"', '"https://a?token="', '{"url":"amqp://u:p@h?key=a\\"}'];
    for (const text of texts) log.info({ text }, JSON.stringify(text));
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe('a text without secrets', () => {
  it.each([
    ['amqp://guest:guest@h:5672/v', 'amqp://***@h:5672/v'],
    ['mongodb://u:p%40@a,b/x', 'mongodb://***@a,b/x'],
    ['mongodb+srv://u@a', 'mongodb+srv://***@a'],
    ['esdb://h?tls=false&userToken=abc', 'esdb://h?tls=false&userToken=***'],
    ['at file:///node_modules/@scope/x.js:1', 'at file:///node_modules/@scope/x.js:1'],
    ['sqlite:data/events.db', 'sqlite:data/events.db'],
    ['mail me@example.org', 'mail me@example.org'],
  ])('makes %s to %s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });
});
