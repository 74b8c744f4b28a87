import { createMetrics } from '@energy/service';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { buildGateway, type GatewayOptions } from '../app.ts';

/** Nothing listens there. */
export const NOWHERE = 'http://127.0.0.1:9';

/** A gateway whose upstreams are away unless given; it listens nowhere yet. */
export function testGateway(options: Partial<GatewayOptions> = {}): Promise<FastifyInstance> {
  return buildGateway({
    queryApiUrl: NOWHERE,
    commandApiUrl: NOWHERE,
    chatGrpcUrl: new URL(NOWHERE),
    publicUrl: new URL('http://localhost:8080'),
    log: pino({ enabled: false }),
    metrics: createMetrics('gateway'),
    ...options,
  });
}
