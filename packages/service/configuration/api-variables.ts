import { networks, optional, secret, wholeNumber } from './configuration.ts';

/** Proves to the APIs that a request comes from the gateway. */
export const GATEWAY_SECRET = optional(
  secret({
    description:
      'Shared by the gateway and both APIs: proves that a request comes from the gateway, whose X-Forwarded-For names the caller.',
  }),
);

/** The networks of gateways that need no secret. */
export const GATEWAYS = networks({
  default: [],
  description:
    'Networks in which every sender is a gateway and needs no GATEWAY_SECRET. Leave it empty where they contain anything else.',
});

/** The rate limit of one user at one process. */
export const REQUESTS_PER_USER = wholeNumber({
  default: 3_000,
  min: 1,
  max: 1_000_000_000,
  description: 'How many requests one user may send to this process within ten seconds.',
});
