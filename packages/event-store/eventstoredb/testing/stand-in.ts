import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { EventLog, type EventLogOptions } from './log.ts';
import { unauthenticated } from './refusals.ts';
import { type Circumstances, type Statistics, streamsService } from './streams-service.ts';

const HOST = '127.0.0.1';
const MAX_APPEND_SIZE = 1024 * 1024;
/** Maximum concurrent calls on one connection, as on a real server. */
const CALLS_PER_CONNECTION = 100;

export interface StandInOptions extends EventLogOptions {
  /** Any free port by default. */
  readonly port?: number;
  /** A log that several nodes of a cluster share. */
  readonly log?: EventLog;
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
}

/**
 * A server that answers like one EventStoreDB node, written from the protocol and from recorded answers.
 * Stores its events in memory: for tests and trials without a real server only.
 */
export class EventStoreDbStandIn {
  readonly circumstances: Circumstances = {
    leader: undefined,
    quorum: 'present',
    access: 'granted',
    maxAppendSize: MAX_APPEND_SIZE,
    maxAppendEventSize: Number.POSITIVE_INFINITY,
    losesReplies: false,
    knowsPlacesOfRepeats: true,
    knowsPlacesInStreams: true,
    reportsCatchingUp: true,
    checkpointsAtNextPlace: false,
    isFrozen: false,
  };
  readonly statistics: Statistics = { eventsSent: 0, callsCancelled: 0 };
  /** All nodes of its cluster, as its gossip names them. */
  members: readonly EventStoreDbStandIn[] = [this];
  readonly log: EventLog;
  readonly #tls: StandInOptions['tls'];
  #server: Server | undefined;
  #port: number;

  constructor({ port = 0, log, tls, ...options }: StandInOptions) {
    this.#port = port;
    this.#tls = tls;
    this.log = log ?? new EventLog(options);
  }

  /** Connection string for clients; the port stays the same after a restart. */
  get url(): string {
    return `esdb://${HOST}:${this.#port}?tls=${this.#tls !== undefined}`;
  }

  get port(): number {
    return this.#port;
  }

  get isRunning(): boolean {
    return this.#server !== undefined;
  }

  /** Breaks every connection and stops listening; stored events stay for a restart. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** Stops if it is running, and starts again with the stored events. */
  async restart(): Promise<void> {
    this.stop();
    this.log.forgetIds();
    const server = new Server({
      'grpc.max_concurrent_streams': CALLS_PER_CONNECTION,
      'grpc.max_receive_message_length': -1,
    });
    server.addService(
      StreamsService,
      streamsService(this.log, this.circumstances, this.statistics),
    );
    server.addService(GossipService, { read: this.#readGossip });
    const bound = Promise.withResolvers<number>();
    server.bindAsync(`${HOST}:${this.#port}`, serverCredentials(this.#tls), (error, port) =>
      error ? bound.reject(error) : bound.resolve(port),
    );
    this.#port = await bound.promise;
    this.#server = server;
  }

  readonly #readGossip = (
    _: ServerUnaryCall<Empty, ClusterInfo>,
    reply: sendUnaryData<ClusterInfo>,
  ): void => {
    const { isFrozen, access } = this.circumstances;
    if (isFrozen) return;
    if (access === 'unauthenticated') reply(unauthenticated());
    else reply(null, new gossip.ClusterInfo().setMembersList(this.members.map(memberInfo)));
  };
}

/** Nodes of one cluster, which share their log; the first one leads. */
export class EventStoreDbCluster {
  readonly nodes: readonly EventStoreDbStandIn[];
  #leader: EventStoreDbStandIn | undefined;

  constructor(nodes: readonly EventStoreDbStandIn[]) {
    this.nodes = nodes;
    for (const node of nodes) node.members = nodes;
    this.elect(nodes[0]);
  }

  get url(): string {
    const hosts = this.nodes.map(({ port }) => `${HOST}:${port}`);
    return `esdb://${hosts.join(',')}?tls=false`;
  }

  get leader(): EventStoreDbStandIn | undefined {
    return this.#leader;
  }

  elect(leader: EventStoreDbStandIn | undefined): void {
    this.#leader = leader;
    for (const node of this.nodes) {
      const isFollower = leader !== undefined && node !== leader;
      node.circumstances.leader = isFollower ? { host: HOST, port: leader.port } : undefined;
      node.circumstances.quorum = leader ? 'present' : 'lost';
    }
  }

  stop(): void {
    for (const node of this.nodes) node.stop();
  }
}

export async function startEventStoreDbStandIn(
  options: StandInOptions = {},
): Promise<EventStoreDbStandIn> {
  const standIn = new EventStoreDbStandIn(options);
  await standIn.restart();
  return standIn;
}

export async function startEventStoreDbCluster(size = 3): Promise<EventStoreDbCluster> {
  const log = new EventLog();
  const starts = Array.from({ length: size }, () => startEventStoreDbStandIn({ log }));
  return new EventStoreDbCluster(await Promise.all(starts));
}

function memberInfo({ port, isRunning, circumstances }: EventStoreDbStandIn) {
  const { LEADER, FOLLOWER, UNKNOWN } = gossip.MemberInfo.VNodeState;
  const { leader, quorum } = circumstances;
  const ownState = quorum === 'lost' ? UNKNOWN : LEADER;
  return new gossip.MemberInfo()
    .setInstanceId(new shared.UUID().setString(crypto.randomUUID()))
    .setState(leader ? FOLLOWER : ownState)
    .setIsAlive(isRunning)
    .setHttpEndPoint(new gossip.EndPoint().setAddress(HOST).setPort(port));
}

function serverCredentials(tls: StandInOptions['tls']): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const { key, certificate } = tls;
  return ServerCredentials.createSsl(null, [{ private_key: key, cert_chain: certificate }]);
}
