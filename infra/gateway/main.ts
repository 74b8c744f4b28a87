import {
  GATEWAY_SECRET,
  host,
  httpUrl,
  listen,
  networks,
  PUBLIC_URL,
  port,
  runService,
  serveOperations,
  wholeNumber,
} from '@energy/service';
import { PAGES_FOLDER } from '../pages.ts';
import { buildGateway } from './app.ts';
import { BRANDING_VARIABLES, loadBranding } from './branding/branding.ts';
import { findNotReady } from './readiness.ts';

const variables = {
  PORT: port({ default: 8080, description: 'The one port for browsers and programs.' }),
  GATEWAY_METRICS_PORT: port({ default: 8086, description: 'The port of metrics and health.' }),
  HOST: host({ default: '127.0.0.1', description: 'The address that the gateway listens on.' }),
  PUBLIC_URL,
  GATEWAY_SECRET,
  REQUESTS_PER_ADDRESS: wholeNumber({
    default: 6_000,
    min: 1,
    max: 1_000_000_000,
    description:
      'How many requests one address (of IPv6, one network of 64 bits) may send to this process within ten seconds.',
  }),
  TRUSTED_PROXIES: networks({
    default: [],
    description:
      'Proxies before the gateway, whose word is taken for the address that asks, the host that is asked for, and by what protocol.',
  }),
  QUERY_API_URL: httpUrl({
    default: new URL('http://127.0.0.1:8081'),
    description: 'Where the gateway reaches query-api.',
  }),
  COMMAND_API_URL: httpUrl({
    default: new URL('http://127.0.0.1:8082'),
    description: 'Where the gateway reaches command-api.',
  }),
  CHAT_GRPC_URL: httpUrl({
    default: new URL('http://127.0.0.1:8084'),
    description: 'Where the gateway reaches chat-grpc, for browsers.',
  }),
  ...BRANDING_VARIABLES,
};

await runService(
  'gateway',
  variables,
  async ({ configuration, log, metrics, tracing, stopped, onClose }) => {
    const { origin: queryApiUrl } = configuration.QUERY_API_URL;
    const { origin: commandApiUrl } = configuration.COMMAND_API_URL;
    const app = await buildGateway({
      queryApiUrl,
      commandApiUrl,
      chatGrpcUrl: configuration.CHAT_GRPC_URL,
      publicUrl: configuration.PUBLIC_URL,
      trustedProxies: configuration.TRUSTED_PROXIES,
      secret: configuration.GATEWAY_SECRET,
      requestsPerAddress: configuration.REQUESTS_PER_ADDRESS,
      pages: PAGES_FOLDER,
      branding: await loadBranding(configuration),
      log,
      metrics,
      tracing,
    });
    const operations = await serveOperations({
      log,
      metrics,
      readiness: () => findNotReady({ 'query-api': queryApiUrl, 'command-api': commandApiUrl }),
      host: configuration.HOST,
      port: configuration.GATEWAY_METRICS_PORT,
      portVariable: 'GATEWAY_METRICS_PORT',
    });
    onClose('the metrics server', () => operations.close());
    onClose('its HTTP server', () => app.close());
    await listen(app, {
      host: configuration.HOST,
      port: configuration.PORT,
      portVariable: 'PORT',
      announcement: (address) => `The platform is at ${address}.`,
    });
    log.info(`Metrics and health are at ${operations.url}.`);
    await stopped;
  },
);
