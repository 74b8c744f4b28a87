import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { EventLog } from './log.ts';
import { type Circumstances, streamsService } from './streams-service.ts';

const HOST = '127.0.0.1';
const MAX_APPEND_SIZE = 1024 * 1024;
/** As many calls as a real server takes on one connection. */
const CALLS_PER_CONNECTION = 100;

/**
 * A server that answers as one EventStoreDB node does, written from the protocol, with its events in
 * memory: for tests and trials where there is no real one, never for anything that is to last.
 */
export class EventStoreDbStandIn {
  readonly circumstances: Circumstances = {
    leader: undefined,
    deniesAccess: false,
    maxAppendSize: MAX_APPEND_SIZE,
    maxAppendEventSize: Number.POSITIVE_INFINITY,
    losesReplies: false,
    knowsPlacesOfRepeats: true,
    knowsPlacesInStreams: true,
    tellsOfCatchingUp: true,
    isSilent: false,
  };
  readonly #log = new EventLog();
  readonly #sent = { events: 0 };
  #server: Server | undefined;
  #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** How clients reach it; the port stays the same over absences. */
  get url(): string {
    return `esdb://${HOST}:${this.#port}?tls=false`;
  }

  get port(): number {
    return this.#port;
  }

  /** How many events it has given to reads and subscriptions. */
  get eventsSent(): number {
    return this.#sent.events;
  }

  /** Breaks every connection and goes away; what was stored stays for a restart. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** Goes away, if it is there, and comes back with what was stored. */
  async restart(): Promise<void> {
    this.stop();
    this.#log.forgetIds();
    const server = new Server({ 'grpc.max_concurrent_streams': CALLS_PER_CONNECTION });
    server.addService(StreamsService, streamsService(this.#log, this.circumstances, this.#sent));
    server.addService(GossipService, { read: this.#tellMembers });
    const bound = Promise.withResolvers<number>();
    server.bindAsync(`${HOST}:${this.#port}`, ServerCredentials.createInsecure(), (error, port) =>
      error ? bound.reject(error) : bound.resolve(port),
    );
    this.#port = await bound.promise;
    this.#server = server;
  }

  readonly #tellMembers = (
    _: ServerUnaryCall<Empty, ClusterInfo>,
    reply: sendUnaryData<ClusterInfo>,
  ): void => {
    const member = new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setString(crypto.randomUUID()))
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(HOST).setPort(this.#port));
    reply(null, new gossip.ClusterInfo().setMembersList([member]));
  };
}

/** Starts one, on the port given or a free one. */
export async function startEventStoreDbStandIn({
  port = 0,
}: {
  port?: number;
} = {}): Promise<EventStoreDbStandIn> {
  const standIn = new EventStoreDbStandIn(port);
  await standIn.restart();
  return standIn;
}
