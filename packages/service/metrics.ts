import { subscribe } from 'node:diagnostics_channel';
import { POOL_STATES, type PoolState } from '@energy/engines/mongodb';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, type Registry as Metrics } from 'prom-client';

/**
 * The metrics of a process: those of Node.js and of its connections to MongoDB to begin with, each
 * labelled with the service.
 */
export function createMetrics(service: string): Registry {
  const metrics = new Registry();
  metrics.setDefaultLabels({ service });
  collectDefaultMetrics({ register: metrics });
  measurePools(metrics);
  return metrics;
}

/** Counts the lines of a log: call the returned function with the level of each. */
export function countLogLines(metrics: Registry): (level: string) => void {
  const lines = new Counter({
    name: 'energy_log_lines_total',
    help: 'Lines that were logged, by level: a warning for each outage of an engine, among others',
    labelNames: ['level'],
    registers: [metrics],
  });
  for (const level of ['warn', 'error', 'fatal']) lines.inc({ level }, 0);
  return (level) => lines.inc({ level });
}

function measurePools(metrics: Registry): void {
  const connections = new Gauge({
    name: 'energy_mongodb_connections',
    help: 'Connections to MongoDB, by database: those that are open, those in use, and those waited for',
    labelNames: ['database', 'state'],
    registers: [metrics],
  });
  subscribe(POOL_STATES, (state) => {
    const { database, open, inUse, waiting } = state as PoolState;
    connections.set({ database, state: 'open' }, open);
    connections.set({ database, state: 'in use' }, inUse);
    connections.set({ database, state: 'waited for' }, waiting);
  });
}
