export type EmbeddedEnvironment = ReturnType<typeof embeddedEnvironment>;

/** Configures every process of the platform: embedded engines in a folder, and any free ports. */
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
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'info',
  };
}
