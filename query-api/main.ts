import { openTokenVerification } from '@energy/credentials';
import { openEventStore } from '@energy/event-store';
import { knownSessions } from '@energy/http';
import { openLiveFeed } from '@energy/live-feed';
import { openMeasurementQueue } from '@energy/measurements';
import { openReadModels } from '@energy/read-models';
import { EventsWatch } from '@energy/read-models/projection';
import {
  BROKER_URL,
  CREDENTIALS_URL,
  EVENT_STORE_URL,
  expectCredentialsApart,
  GATEWAY_SECRET,
  GATEWAYS,
  host,
  LIVE_FEED_URL,
  listen,
  liveFeedVariable,
  PUBLIC_URL,
  port,
  READ_MODEL_URL,
  REQUESTS_PER_USER,
  runService,
  toUtility,
  UTILITY_VARIABLES,
  wholeNumber,
} from '@energy/service';
import { buildApp } from './app.ts';

const variables = {
  EVENT_STORE_URL,
  READ_MODEL_URL,
  CREDENTIALS_URL,
  BROKER_URL,
  LIVE_FEED_URL,
  PUBLIC_URL,
  GATEWAY_SECRET,
  GATEWAYS,
  REQUESTS_PER_USER,
  ...UTILITY_VARIABLES,
  QUERY_API_PORT: port({ default: 8081, description: 'The port that queries are answered on.' }),
  HOST: host({ default: '127.0.0.1', description: 'The address that queries are answered at.' }),
  LIVE_CONNECTIONS_PER_USER: wholeNumber({
    default: 20,
    min: 1,
    max: 1_000_000,
    description: 'How many live connections (tabs, programs) one user may have at this process.',
  }),
};

await runService(
  'query-api',
  variables,
  async ({ configuration, log, metrics, tracing, signal, onClose, open }) => {
    expectCredentialsApart(configuration);
    const readModels = await open('READ_MODEL_URL', 'the read models', openReadModels);
    const events = await open('EVENT_STORE_URL', 'the event store', (url) =>
      openEventStore(url, log),
    );
    const verification = await open('CREDENTIALS_URL', 'the credential store', (url) =>
      openTokenVerification(url),
    );
    const liveFeed = await open(liveFeedVariable(configuration), 'the live feed', (url) =>
      openLiveFeed(url, { log }),
    );
    const queue = await open('BROKER_URL', 'the measurement queue', (url) =>
      openMeasurementQueue(url, { log }),
    );
    const access = {
      sessions: knownSessions(verification),
      publicUrl: configuration.PUBLIC_URL,
    };
    const watch = new EventsWatch({ eventStore: events, readModels, log });
    const app = await buildApp({
      readModels,
      watch,
      events,
      queue,
      credentials: verification,
      liveFeed,
      liveConnectionsPerUser: configuration.LIVE_CONNECTIONS_PER_USER,
      gateway: { secret: configuration.GATEWAY_SECRET, addresses: configuration.GATEWAYS },
      requestsPerUser: configuration.REQUESTS_PER_USER,
      utility: toUtility(configuration),
      access,
      log,
      metrics,
      tracing,
    });
    onClose('its HTTP server', () => app.close());
    await listen(app, {
      host: configuration.HOST,
      port: configuration.QUERY_API_PORT,
      portVariable: 'QUERY_API_PORT',
    });
    await watch.run(signal);
  },
);
