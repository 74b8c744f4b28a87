/** A request that is incomplete after this is answered with 408. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** The interval at which timed-out requests are found. Node.js's default, 30 s, makes up to 40 s of 10 s. */
const CHECK_INTERVAL_MS = 1_000;

/**
 * Options of Node.js's server that complete Fastify's `requestTimeout`: where the headers' own timeout is
 * longer (60 s by default), Node.js applies the longer of the two to the body.
 */
export function headersTimeouts(requestTimeoutMs: number) {
  return {
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS, requestTimeoutMs),
  };
}
