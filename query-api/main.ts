import { openCredentialStore } from '@energy/credentials';
import { knownSessions } from '@energy/http';
import { openReadModels } from '@energy/read-models';
import {
  CREDENTIALS_URL,
  host,
  listen,
  PUBLIC_URL,
  port,
  READ_MODEL_URL,
  runService,
} from '@energy/service';
import { buildApp } from './app.ts';

const variables = {
  READ_MODEL_URL,
  CREDENTIALS_URL,
  PUBLIC_URL,
  QUERY_API_PORT: port({ default: 8081, description: 'The port that queries are answered on.' }),
  HOST: host({ default: '127.0.0.1', description: 'The address that queries are answered at.' }),
};

await runService(
  'query-api',
  variables,
  async ({ configuration, log, metrics, stopped, onClose }) => {
    const readModels = openReadModels(configuration.READ_MODEL_URL);
    onClose('the read models', () => readModels.close());
    const credentials = openCredentialStore(configuration.CREDENTIALS_URL);
    onClose('the credential store', () => credentials.close());
    const access = {
      sessions: knownSessions(credentials),
      publicUrl: configuration.PUBLIC_URL,
    };
    const app = await buildApp({ readModels, access, log, metrics });
    onClose('its HTTP server', () => app.close());
    await listen(app, {
      host: configuration.HOST,
      port: configuration.QUERY_API_PORT,
      portVariable: 'QUERY_API_PORT',
    });
    await stopped;
  },
);
