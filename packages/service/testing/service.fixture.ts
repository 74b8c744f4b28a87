import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailable, openByScheme } from '@energy/engines';
import { engineUrl, oneOf, port, runService, StartupError, serveOperations } from '../index.ts';

const variables = {
  PORT: port({ default: 0, description: 'Where it answers.' }),
  STORY: oneOf(
    ['waits', 'is-done', 'opens', 'fails', 'rejects', 'cannot-start', 'hangs', 'hangs-closing'],
    {
      default: 'waits',
      description: 'What happens to it.',
    },
  ),
  PEN_URL: engineUrl({ default: 'ink://black', description: 'A pen.', schemes: ['ink:'] }),
};

let isFull = 3;

/** Fails as a full disk does, a few times. */
function openInk(url: string) {
  return openByScheme(url, {
    'ink:': () => {
      if (url !== 'ink://black') throw new TypeError(`no ink of this colour: ${url}`);
      if (--isFull > 0) throw new EngineUnavailable('the disk is full; make room on it');
      return { close: async () => {} };
    },
  });
}

/** A service for the tests: STORY says what becomes of it. */
await runService(
  'example',
  variables,
  async ({ configuration, log, metrics, stopped, onClose, open }) => {
    const server = await serveOperations({
      metrics,
      readiness: async () => ({}),
      host: '127.0.0.1',
      port: configuration.PORT,
      portVariable: 'PORT',
    });
    onClose('its HTTP server', server.close);
    onClose('its pen', async () => log.info('The pen is put away.'));
    log.info(`Listening at ${server.url} with amqp://guest:hunter2@broker/energy.`);
    switch (configuration.STORY) {
      case 'is-done':
        return;
      case 'fails':
        throw new Error('The ink at https://me:hunter2@ink.example has run dry.');
      case 'cannot-start':
        throw new StartupError('PEN is blue, but must be black.');
      case 'rejects':
        void sleep(10).then(() => Promise.reject(new TypeError('Nobody expected this.')));
        break;
      case 'hangs':
        await sleep(60_000);
        break;
      case 'hangs-closing':
        onClose('the ink', () => sleep(60_000));
        break;
      case 'opens':
        await open('PEN_URL', 'the ink', openInk);
        return;
      case 'waits':
        break;
      default:
        configuration.STORY satisfies never;
    }
    await stopped;
  },
  { closeTimeoutMs: Number(process.env.CLOSE_TIMEOUT_MS ?? 500) },
);
