import { channel } from 'node:diagnostics_channel';

/** The diagnostics channel on which every {@link PeerTime} is published. */
export const PEER_TIMES = 'energy.peer-time';

const peerTimes = channel(PEER_TIMES);

/** An instant that another process stated by its own clock a moment ago. */
export interface PeerTime {
  /** Completes "the clock of …". */
  readonly peer: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** True if the instant may be old: it then cannot show that the peer's clock is behind. */
  readonly mayBeOld: boolean;
}

/** Lets this process compare its clock with that of another one. */
export function publishPeerTime(peerTime: PeerTime): void {
  if (peerTimes.hasSubscribers) peerTimes.publish(peerTime);
}
