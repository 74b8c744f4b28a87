import { Counter, Gauge, Histogram, type Metrics } from '@energy/service';

export type LiveMetrics = ReturnType<typeof createLiveMetrics>;

export function createLiveMetrics(metrics: Metrics, countConnections: () => number) {
  const registers = [metrics];
  new Gauge({
    name: 'energy_live_connections',
    help: 'Open live WebSockets.',
    registers,
    collect() {
      this.set(countConnections());
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
      help: 'Live WebSockets closed by this server, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    alertLag: new Histogram({
      name: 'energy_live_alert_lag_seconds',
      help: 'Seconds from recording an alert to sending it to a connected user.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
  };
}
