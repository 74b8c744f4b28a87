import { lookup } from 'node:dns/promises';
import { delay } from '@energy/engines';
import { GossipClient } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { Metadata } from '@grpc/grpc-js';
import { type Host, hostText, type StoreAddress } from './address.ts';
import { channelSettings } from './channel.ts';
import { NoLeader, reason } from './failure.ts';

/**
 * Asks the nodes of a cluster which one leads it, all at once.
 *
 * @param suspect the node that failed: it is only taken where no other one is named
 * @throws NoLeader where none is named, or none answers
 */
export async function findLeader(
  address: StoreAddress,
  suspect: Host | undefined,
  signal: AbortSignal,
): Promise<Host> {
  for (let attempt = 1; ; attempt++) {
    const reasons = new Map<string, string>();
    const leader = await firstLeader(address, suspect, reasons);
    if (leader) return leader;
    if (attempt === address.maxDiscoverAttempts || signal.aborted) throw new NoLeader(reasons);
    await delay(address.discoveryInterval, signal);
  }
}

async function firstLeader(
  address: StoreAddress,
  suspect: Host | undefined,
  reasons: Map<string, string>,
): Promise<Host | undefined> {
  const { promise, resolve } = Promise.withResolvers<Host | undefined>();
  let suspectLeads = false;
  const ask = async (host: Host) => {
    try {
      const leader = leaderOf(await readGossip(host, address), host);
      if (!leader) reasons.set(hostText(host), 'it knows of no leader');
      else if (suspect && hostText(leader) === hostText(suspect)) suspectLeads = true;
      else resolve(leader);
    } catch (error) {
      reasons.set(hostText(host), reason(error));
    }
  };
  candidates(address)
    .then((hosts) => Promise.all(hosts.map(ask)))
    .catch((error) => reasons.set(address.name, reason(error)))
    .then(() => resolve(suspectLeads ? suspect : undefined));
  return promise;
}

/** The addresses of a name that resolves to all nodes, or the hosts of the URL. */
async function candidates({ discover, hosts, tls }: StoreAddress): Promise<readonly Host[]> {
  if (!discover) return hosts;
  const [{ address, port }] = hosts;
  const found = await lookup(address.replace(/^\[|\]$/g, ''), { all: true });
  return found.map(({ family, address: ip }) => ({
    address: family === 6 ? `[${ip}]` : ip,
    port,
    ...(tls && { certificateName: address }),
  }));
}

function readGossip(host: Host, address: StoreAddress): Promise<ClusterInfo> {
  const { target, credentials, options } = channelSettings(host, address);
  const client = new GossipClient(target, credentials, options);
  const metadata = new Metadata();
  if (address.authorization) metadata.set('authorization', address.authorization);
  const deadline = Date.now() + address.gossipTimeout * 1_000;
  return new Promise((resolve, reject) => {
    client.read(new shared.Empty(), metadata, { deadline }, (error, info) => {
      client.close();
      if (error) reject(error);
      else resolve(info);
    });
  });
}

function leaderOf(info: ClusterInfo, seed: Host): Host | undefined {
  const leader = info
    .getMembersList()
    .find((m) => m.getIsAlive() && m.getState() === gossip.MemberInfo.VNodeState.LEADER);
  const endpoint = leader?.getHttpEndPoint();
  if (!endpoint) return undefined;
  const host = { address: endpoint.getAddress(), port: endpoint.getPort() };
  return hostText(host) === hostText(seed) ? seed : host;
}
