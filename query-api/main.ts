import { openReadModels } from '@energy/read-models';
import { listen, oneOf, port, READ_MODEL_URL, runService } from '@energy/service';
import { buildApp } from './app.ts';

const variables = {
  READ_MODEL_URL,
  QUERY_API_PORT: port({ default: 8081, description: 'The port that queries are answered on.' }),
  HOST: oneOf(['127.0.0.1'], {
    default: '127.0.0.1',
    description: 'The address that queries are answered at.',
    because:
      'it is not decided yet who may ask: until people sign in, only this machine may reach the queries',
  }),
};

await runService(
  'query-api',
  variables,
  async ({ configuration, log, metrics, stopped, onClose }) => {
    const { READ_MODEL_URL: url, HOST: host, QUERY_API_PORT } = configuration;
    const readModels = openReadModels(url);
    onClose('the read models', () => readModels.close());
    const app = await buildApp({ readModels, log, metrics });
    onClose('its HTTP server', () => app.close());
    await listen(app, {
      host,
      port: QUERY_API_PORT,
      portVariable: 'QUERY_API_PORT',
      announcement: (address) =>
        `Listening at ${address}, to this machine alone: nobody signs in yet, so nobody else may ask.`,
    });
    await stopped;
  },
);
