import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type EngineLog, PEER_TIMES, type PeerTime } from '@energy/engines';
import { Gauge, type Registry } from 'prom-client';

const MAX_DIFFERENCE_MS = 30_000;
/** Period whose smallest difference counts: a message that arrives late looks like a clock that is behind. */
const WINDOW_MS = 60_000;
const WARNING_INTERVAL_MS = 600_000;

interface Comparison {
  /** Positive if the peer is ahead of this clock. */
  readonly differenceMs: number;
  readonly since: number;
}

export interface PeerClocksOptions {
  readonly metrics: Registry;
  readonly log: EngineLog;
}

/**
 * Compares this process's clock with those of its peers, by the times that they state: a metric, and a
 * warning at most every ten minutes for each peer whose clock differs by more than 30 s.
 *
 * @returns a function that ends the comparison
 */
export function comparePeerClocks({ metrics, log }: PeerClocksOptions): () => void {
  const comparisons = new Map<string, Comparison>();
  const warnedAt = new Map<string, number>();
  const gauge = new Gauge({
    name: 'energy_clock_difference_seconds',
    help: 'How far the clock of a peer (events, tokens, MongoDB) is ahead of this one; negative: behind',
    labelNames: ['peer'],
    registers: [metrics],
  });

  const compare = ({ peer, at, mayBeOld }: PeerTime) => {
    const difference = at - Date.now();
    const differenceMs = mayBeOld ? Math.max(0, difference) : difference;
    const now = performance.now();
    const before = comparisons.get(peer);
    const isOfWindow = before && now - before.since < WINDOW_MS;
    if (isOfWindow && Math.abs(before.differenceMs) <= Math.abs(differenceMs)) return;
    comparisons.set(peer, { differenceMs, since: isOfWindow ? before.since : now });
    gauge.set({ peer }, differenceMs / 1_000);
    warn(peer, differenceMs, now);
  };

  const warn = (peer: string, differenceMs: number, now: number) => {
    if (Math.abs(differenceMs) <= MAX_DIFFERENCE_MS) return;
    if (now - (warnedAt.get(peer) ?? Number.NEGATIVE_INFINITY) < WARNING_INTERVAL_MS) return;
    warnedAt.set(peer, now);
    log.warn(differenceSentence(peer, differenceMs));
  };

  const onPeerTime = (message: unknown) => compare(message as PeerTime);
  subscribe(PEER_TIMES, onPeerTime);
  return () => unsubscribe(PEER_TIMES, onPeerTime);
}

function differenceSentence(peer: string, differenceMs: number): string {
  const seconds = Math.round(Math.abs(differenceMs) / 1_000);
  const nextStep = 'check the time synchronisation (NTP) of both machines';
  return differenceMs > 0
    ? `The clock of ${peer} is ${seconds} s ahead of this one; ${nextStep}.`
    : `The clock of ${peer} is ${seconds} s behind this one, or its messages arrive that late; ${nextStep}.`;
}
