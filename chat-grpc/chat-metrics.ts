import { Counter, Gauge, Histogram, type Metrics } from '@energy/service';

export interface ChatMetrics {
  /** Messages stored; repeated sends are not counted. */
  readonly messagesSent: Counter;
  /** Messages refused because their sender exceeded the rate. */
  readonly messagesRefused: Counter;
  /** Seconds from storing an event to passing it to the transport of one follower. */
  readonly deliverySeconds: Histogram;
}

export function createChatMetrics(metrics: Metrics, countOpenStreams: () => number): ChatMetrics {
  const registers = [metrics];
  new Gauge({
    name: 'energy_chat_open_streams',
    help: 'Open streams',
    registers,
    collect() {
      this.set(countOpenStreams());
    },
  });
  return {
    messagesSent: new Counter({
      name: 'energy_chat_messages_total',
      help: 'Messages stored, without repeated sends',
      registers,
    }),
    messagesRefused: new Counter({
      name: 'energy_chat_messages_refused_total',
      help: 'Messages refused because their sender exceeded the rate',
      registers,
    }),
    deliverySeconds: new Histogram({
      name: 'energy_chat_delivery_seconds',
      help: 'Seconds from storing an event to passing it to the transport of one follower',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
  };
}
