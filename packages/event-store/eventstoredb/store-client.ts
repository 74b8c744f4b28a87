import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ChannelCredentialOptions,
  type DNSClusterOptions,
  EventStoreDBClient,
  type GossipClusterOptions,
  type SingleNodeOptions,
} from '@eventstore/db-client';
import type { StoreAddress } from './address.ts';

const CLOSE_PATIENCE_MS = 2_000;

/** The official client, with what this adapter needs otherwise. */
export class StoreClient extends EventStoreDBClient {
  #channel: Promise<{ close(): void }> | undefined;

  /** @throws Error where a certificate can't be read */
  constructor(address: StoreAddress) {
    // The client tells the kinds of settings apart by their fields, not by its overloads.
    super(settings(address) as SingleNodeOptions, channelCredentials(address), address.credentials);
    const openChannel = this.getChannel;
    this.getChannel = () => {
      const channel = openChannel();
      this.#channel = channel;
      return channel;
    };
    // Each append is a call of its own. The client's batched appends share one table of pending
    // appends between all clients of a process, so that the failure of one fails the others and a
    // later reply to those throws where nobody can catch it; and they give the server a deadline
    // by this machine's clock.
    this.supports = async () => false;
  }

  /** Ends every call and the connection. */
  async close(): Promise<void> {
    await Promise.race([this.dispose(), sleep(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
    const channel = await this.#channel?.catch(() => undefined);
    channel?.close();
  }
}

function settings(
  address: StoreAddress,
): DNSClusterOptions | GossipClusterOptions | SingleNodeOptions {
  const [first, ...others] = address.hosts;
  const always = {
    // A conflict is an exception, so that it can't be taken for a success.
    throwOnAppendFailure: true,
    connectionName: address.connectionName,
    defaultDeadline: address.defaultDeadline,
    keepAliveInterval: address.keepAliveInterval,
    keepAliveTimeout: address.keepAliveTimeout,
  };
  const cluster = {
    // Only the leader has everything that was acknowledged, and only it takes appends.
    nodePreference: 'leader' as const,
    maxDiscoverAttempts: address.maxDiscoverAttempts,
    discoveryInterval: address.discoveryInterval,
    gossipTimeout: address.gossipTimeout,
  };
  if (address.discover) return { ...always, ...cluster, discover: first };
  if (others.length > 0) return { ...always, ...cluster, endpoints: [...address.hosts] };
  return { ...always, endpoint: first };
}

function channelCredentials(address: StoreAddress): ChannelCredentialOptions {
  if (!address.tls) return { insecure: true };
  return {
    ...(address.tlsCAFile && { rootCertificate: readFileSync(address.tlsCAFile) }),
    ...(address.userCertFile && { userCertFile: readFileSync(address.userCertFile) }),
    ...(address.userKeyFile && { userKeyFile: readFileSync(address.userKeyFile) }),
  };
}
