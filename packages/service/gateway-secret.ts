import { optional, secret } from './configuration.ts';

/** By what the gateway proves itself to the services behind it. */
export const GATEWAY_SECRET = optional(
  secret({
    description:
      'Shared by the gateway and command-api: proves that a request comes from the gateway, whose X-Forwarded-For names the caller.',
  }),
);
