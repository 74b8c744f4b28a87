import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { PEER_TIMES, type PeerTime } from '../peer-time.ts';

/** Passes to `work` the times that peers state while it runs. */
export async function withPeerTimes(
  work: (times: readonly PeerTime[]) => Promise<void>,
): Promise<void> {
  const times: PeerTime[] = [];
  const onPeerTime = (peerTime: unknown) => void times.push(peerTime as PeerTime);
  subscribe(PEER_TIMES, onPeerTime);
  try {
    await work(times);
  } finally {
    unsubscribe(PEER_TIMES, onPeerTime);
  }
}
