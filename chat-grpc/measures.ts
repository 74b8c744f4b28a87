import { Counter, Gauge, Histogram, type Metrics } from '@energy/service';

/** How the service is doing, for Prometheus. */
export interface Measures {
  /** A message was accepted; a repeated one is not counted again. */
  readonly messagesSent: Counter;
  /** Messages that were refused, for their sender sent too many. */
  readonly messagesRefused: Counter;
  /** From when an event was stored to when it was given to the transport for one follower, in seconds. */
  readonly deliverySeconds: Histogram;
}

/** @param openStreams how many streams are open */
export function createMeasures(metrics: Metrics, openStreams: () => number): Measures {
  const registers = [metrics];
  new Gauge({
    name: 'energy_chat_open_streams',
    help: 'Streams that are open',
    registers,
    collect() {
      this.set(openStreams());
    },
  });
  return {
    messagesSent: new Counter({
      name: 'energy_chat_messages_total',
      help: 'Messages that were accepted; repetitions are not counted again',
      registers,
    }),
    messagesRefused: new Counter({
      name: 'energy_chat_messages_refused_total',
      help: 'Messages that were refused because their sender sent too many',
      registers,
    }),
    deliverySeconds: new Histogram({
      name: 'energy_chat_delivery_seconds',
      help: 'From storing an event to handing it over for one follower',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
  };
}
