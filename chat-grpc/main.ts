import { openTokenVerification } from '@energy/credentials';
import { openEventStore } from '@energy/event-store';
import { knownSessions } from '@energy/http/server';
import { openLiveFeed } from '@energy/live-feed';
import { openReadModels } from '@energy/read-models';
import { EventsWatch, refuseAppendsWhileEventsMissing } from '@energy/read-models/projection';
import {
  BROKER_URL,
  CREDENTIALS_URL,
  EVENT_STORE_URL,
  errorMessage,
  host,
  LIVE_FEED_URL,
  listen,
  liveFeedVariable,
  port,
  READ_MODEL_URL,
  runService,
  serveOperations,
  wholeNumber,
} from '@energy/service';
import { instrumentedEventStore } from '@energy/service/event-store';
import { ChatApp } from './app.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const limit = (settings: { description: string; default: number }) =>
  wholeNumber({ ...settings, min: 1, max: 1_000_000 });

const variables = {
  EVENT_STORE_URL,
  READ_MODEL_URL,
  CREDENTIALS_URL,
  BROKER_URL,
  LIVE_FEED_URL,
  HOST: host({ default: '127.0.0.1', description: 'The address that the gRPC server listens on.' }),
  CHAT_GRPC_PORT: port({ default: 8084, description: 'The port that the gRPC server listens on.' }),
  CHAT_GRPC_METRICS_PORT: port({ default: 8085, description: 'The port of metrics and health.' }),
  CHAT_MESSAGES_PER_SECOND: limit({
    default: DEFAULT_LIMITS.messages.perSecond,
    description: 'Messages that one user may send per second, sustained.',
  }),
  CHAT_MESSAGES_AT_ONCE: limit({
    default: DEFAULT_LIMITS.messages.burst,
    description: 'Messages that one user may send in a burst.',
  }),
  CHAT_STREAMS_PER_USER: limit({
    default: DEFAULT_LIMITS.streamsPerUser,
    description: 'Streams that one user may have open.',
  }),
};

await runService(
  'chat-grpc',
  variables,
  async ({ configuration, log, metrics, tracing, signal, onClose, open }) => {
    const store = await open('EVENT_STORE_URL', 'the event store', (url) =>
      openEventStore(url, log),
    );
    const readModels = await open('READ_MODEL_URL', 'the read models', openReadModels);
    const watch = new EventsWatch({ eventStore: store, readModels, log });
    const eventStore = refuseAppendsWhileEventsMissing(
      instrumentedEventStore(store, { metrics, tracing }),
      watch,
    );
    const verification = await open('CREDENTIALS_URL', 'the credential store', (url) =>
      openTokenVerification(url),
    );
    const liveFeed = await open(liveFeedVariable(configuration), 'the live feed', (url) =>
      openLiveFeed(url, { log }),
    );

    const app = new ChatApp({
      eventStore,
      readModels,
      liveFeed,
      sessions: knownSessions(verification),
      log,
      metrics,
      tracing,
      limits: {
        ...DEFAULT_LIMITS,
        messages: {
          perSecond: configuration.CHAT_MESSAGES_PER_SECOND,
          burst: configuration.CHAT_MESSAGES_AT_ONCE,
        },
        streamsPerUser: configuration.CHAT_STREAMS_PER_USER,
      },
    });
    const { HOST, CHAT_GRPC_PORT, CHAT_GRPC_METRICS_PORT } = configuration;
    const operations = await serveOperations({
      log,
      metrics,
      readiness,
      host: HOST,
      port: CHAT_GRPC_METRICS_PORT,
      portVariable: 'CHAT_GRPC_METRICS_PORT',
    });
    onClose('the metrics server', () => operations.close());
    onClose('the gRPC server', () => app.close());
    const address = await listen(
      { listen: async () => `${HOST}:${await app.server.listen(HOST, CHAT_GRPC_PORT)}` },
      { host: HOST, port: CHAT_GRPC_PORT, portVariable: 'CHAT_GRPC_PORT' },
    );
    log.info(`Answering calls at ${address}; metrics and health are at ${operations.url}.`);
    await Promise.all([watch.run(signal), app.run(signal)]);

    async function readiness(): Promise<Record<string, string>> {
      const reasons: Record<string, string> = {};
      const addReason = (engine: string) => (error: unknown) => {
        reasons[engine] = errorMessage(error);
      };
      await eventStore.head().catch(addReason('event store'));
      await readModels.position().catch(addReason('read models'));
      await verification.publicKeys().catch(addReason('credential store'));
      if (watch.missing) reasons.events = errorMessage(watch.missing);
      if (!app.liveEvents.isLive) reasons.events ??= 'new events are not followed yet';
      return reasons;
    }
  },
);
