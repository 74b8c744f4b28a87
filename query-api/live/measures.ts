import { Counter, Gauge, Histogram, type Metrics } from '@energy/service';

export type LiveMeasures = ReturnType<typeof createLiveMeasures>;

/** What operators see of the live connections. */
export function createLiveMeasures(metrics: Metrics, connections: () => number) {
  const registers = [metrics];
  new Gauge({
    name: 'energy_live_connections',
    help: 'Live WebSockets that are open.',
    registers,
    collect() {
      this.set(connections());
    },
  });
  return {
    sent: new Counter({
      name: 'energy_live_frames_sent_total',
      help: 'Frames sent over live WebSockets, by type.',
      labelNames: ['type'],
      registers,
    }),
    closed: new Counter({
      name: 'energy_live_connections_closed_total',
      help: 'Live WebSockets that this server ended, by the reason.',
      labelNames: ['reason'],
      registers,
    }),
    alertLag: new Histogram({
      name: 'energy_live_alert_lag_seconds',
      help: 'From recording an alert to sending it to somebody who was connected then.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
  };
}
