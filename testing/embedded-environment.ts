import { randomBytes } from 'node:crypto';

export type EmbeddedEnvironment = ReturnType<typeof embeddedEnvironment>;

/**
 * Configures every process of the platform: embedded engines in a folder, any free ports, and no rate limit
 * to speak of, because all requests come from one address and most from one user.
 */
export function embeddedEnvironment(folder: string) {
  return {
    EVENT_STORE_URL: `sqlite:${folder}/events.db`,
    READ_MODEL_URL: `sqlite:${folder}/read-models.db`,
    CREDENTIALS_URL: `sqlite:${folder}/credentials.db`,
    BROKER_URL: `sqlite:${folder}/broker.db`,
    PORT: '0',
    GATEWAY_METRICS_PORT: '0',
    COMMAND_API_PORT: '0',
    QUERY_API_PORT: '0',
    PROJECTOR_PORT: '0',
    CHAT_GRPC_PORT: '0',
    CHAT_GRPC_METRICS_PORT: '0',
    GATEWAY_SECRET: randomBytes(32).toString('base64url'),
    REQUESTS_PER_USER: '1000000',
    REQUESTS_PER_ADDRESS: '1000000',
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'info',
  };
}
