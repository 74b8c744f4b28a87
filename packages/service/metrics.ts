import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, type Registry as Metrics } from 'prom-client';

/** The metrics of a process: those of Node.js to begin with, each labelled with the service. */
export function createMetrics(service: string): Registry {
  const metrics = new Registry();
  metrics.setDefaultLabels({ service });
  collectDefaultMetrics({ register: metrics });
  return metrics;
}

/** Counts the lines of a log: what is returned is told of the level of each. */
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
