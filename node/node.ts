import type { Logger } from 'pino';
import type { RouteGroup } from './api/server.ts';
import type { Config } from './config.ts';
import { bindPeer } from './identity/bindPeer.ts';
import { joinCopies } from './joinCopies.ts';
import { joinDeposits } from './joinDeposits.ts';
import { joinDirectory } from './joinDirectory.ts';
import { joinExperts } from './joinExperts.ts';
import { joinGate } from './joinGate.ts';
import { joinLibrary } from './joinLibrary.ts';
import { joinWork } from './joinWork.ts';
import { openPorts, type Ports } from './ports.ts';

/** A running node. */
export type Node = {
  readonly peerId: string;
  readonly multiaddrs: readonly string[];
  /** URL of its HTTP API, or null when it has none. */
  readonly api: string | null;
  readonly stop: () => Promise<void>;
};

/** Builds a node from its configuration: opens the ports, then joins the domains that its roles need. */
export async function createNode(config: Config, log: Logger): Promise<Node> {
  const ports = await openPorts(config, log);
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
    await ports.close();
  };
  try {
    await bindOwnPeer(ports);
    const operatorId = await ports.members.idOf(ports.chain.account.address);
    const presence = joinDirectory(ports, operatorId);
    const { copies, published, pin } = joinCopies(ports, () => presence.peersWith('pinner'));
    const deposits = await joinDeposits(ports, copies);
    stops.push(deposits.stop);
    const { library, ...reading } = joinLibrary(ports, deposits, () => presence.peersWith('log'));
    const decoder = await openDecoder(ports, stops);
    const domain = { chainId: ports.chain.chainId, receiptBook: ports.chain.deployment.contracts.receiptBook };
    const shared = { operatorId, domain, library, published, decoder, ...presence };
    const experts = await joinExperts(ports, shared);
    stops.push(experts.stop);
    presence.presence.experts = experts.server.experts;
    presence.presence.load = experts.server.load;
    stops.push(await joinWork(ports, { ...shared, jobs: experts.jobs }));
    if (hasRole(config, 'trainer')) {
      const { joinTraining } = await import('./joinTraining.ts');
      stops.push(await joinTraining(ports, { ...reading, operatorId, published, pin }));
    }
    const gate = hasRole(config, 'gate') ? await joinGate(ports, { ...presence, domain, experts }) : [];
    const api = await startApi(ports, [...deposits.routes, ...gate], stops);
    presence.presence.api = api ?? '';
    await presence.directory.start();
    stops.push(presence.directory.stop);
    return { peerId: ports.network.peerId, multiaddrs: ports.network.multiaddrs(), api, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function hasRole(config: Config, role: Config['roles'][number]): boolean {
  return config.roles.includes(role);
}

/** The language model costs the most memory, so only nodes that answer or re-compute with it load it. */
async function openDecoder(ports: Ports, stops: (() => unknown)[]) {
  const { config } = ports;
  if (!hasRole(config, 'verifier') && !config.experts.some(({ kind }) => kind === 'decoder')) return null;
  const { joinDecoder } = await import('./joinDecoder.ts');
  const decoder = await joinDecoder(ports);
  stops.push(decoder.stop);
  return decoder;
}

/** Tells the chain which peer this operator runs; other nodes know members by it. */
async function bindOwnPeer({ chain, follower, members, identity, network, onTrouble }: Ports): Promise<void> {
  const node = { peerId: network.peerId, peerKey: identity.peerKey, endpoints: network.multiaddrs().join(' ') };
  await bindPeer({ chain, follower, members, ...node }).catch((cause: unknown) =>
    onTrouble({ message: 'the peer could not be bound', cause }),
  );
}

async function startApi(
  { config, onTrouble }: Ports,
  routes: readonly RouteGroup[],
  stops: (() => unknown)[],
): Promise<string | null> {
  if (!config.api) return null;
  const { startServer } = await import('./api/server.ts');
  const server = await startServer({ ...config.api, routes, onTrouble });
  stops.push(server.stop);
  return server.url;
}
