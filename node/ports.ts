import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Deployment, parseDeployment } from '../protocol/deployment.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import type { Chain } from './chain/chain.ts';
import { createChain } from './chain/createChain.ts';
import { createFollower } from './chain/createFollower.ts';
import type { Follower } from './chain/follower.ts';
import type { Config } from './config.ts';
import { type Identity, openIdentity } from './identity/identity.ts';
import { createMembers, type Members } from './identity/members.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import { openPinJournal, type PinJournal } from './journal/pins.ts';
import { createNetwork } from './network/createNetwork.ts';
import { type Host, startHost } from './network/host.ts';
import type { Network } from './network/network.ts';
import { createStorage } from './storage/createStorage.ts';
import type { Storage } from './storage/storage.ts';
import { describe, type OnTrouble } from './trouble.ts';
import { openViews, type Views } from './views.ts';

/** What every domain of a node may be given, open and running. */
export type Ports = {
  readonly config: Config;
  readonly log: Logger;
  readonly onTrouble: OnTrouble;
  /** Fires when the node stops. */
  readonly signal: AbortSignal;
  readonly identity: Identity;
  readonly chain: Chain;
  readonly follower: Follower;
  /** What this node keeps of the chain. */
  readonly views: Views;
  readonly members: Members;
  /** Unix seconds: the time of the newest block, or of this machine where the chain is quiet. */
  readonly clock: () => number;
  readonly journal: Journal;
  readonly pins: PinJournal;
  readonly host: Host;
  readonly network: Network;
  readonly storage: Storage;
};

/** Opens a node's ports; `close` ends them in the order that loses nothing. */
export async function openPorts(config: Config, log: Logger): Promise<Ports & { readonly close: () => Promise<void> }> {
  const ending = new AbortController();
  const closers: (() => unknown)[] = [() => ending.abort(new Error('the node stops'))];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  const onTrouble: OnTrouble = ({ message, cause }) => log.warn({ cause: describe(cause) }, message);
  try {
    const deployment = readDeployment(config.deployment);
    const identity = await openIdentity(config);
    const journal = openJournal(join(config.directory, 'journal.sqlite'));
    closers.unshift(() => journal.close());
    const pins = openPinJournal(journal);
    const { rpcUrl, pollMs } = config;
    const [chain, host] = await Promise.all([
      createChain({ rpcUrl, deployment, account: identity.account, pollMs }),
      startHost({ privateKey: identity.peerKey, listen: config.listen }).then((it) => {
        closers.push(() => it.stop());
        return it;
      }),
    ]);
    const network = createNetwork({ host, bootstrap: config.bootstrap, onTrouble });
    closers.push(() => network.stop());
    const path = join(config.directory, 'blocks.sqlite');
    const storage = await createStorage({ host, network, path, isOwned: (cid) => pins.isKept(cid.toString()) });
    closers.push(() => storage.stop());
    const [operatorId, minStake] = await Promise.all([
      chain.read({ contract: 'operatorRegistry', functionName: 'operatorOf', args: [identity.account.address] }),
      chain.read({ contract: 'operatorRegistry', functionName: 'minStake' }),
    ]);
    const views = openViews(journal, operatorId);
    const follower = await createFollower({ rpcUrl, deployment, journal, folds: views.folds, pollMs, onTrouble });
    closers.push(() => follower.stop());
    await follower.caughtUp();
    follower.start();
    const members = createMembers({
      ...{ rows: views.memberRows, peers: views.peers, experts: views.experts, minStake },
      now: () => follower.head().timestamp,
      isFrozen: (kind, id) => views.restrictions.isFrozen(kind, id, Number(follower.head().timestamp)),
      refresh: () => follower.caughtUp(),
    });
    closers.push(() => ending.abort(new Error('the node stops')));
    const clock = () => Math.max(Number(follower.head().timestamp), Math.floor(Date.now() / 1_000));
    const ports = { config, log, onTrouble, signal: ending.signal, identity, chain, follower, journal, pins };
    return { ...ports, clock, views, members, host, network, storage, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function readDeployment(path: string): Deployment {
  try {
    return parseDeployment(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new DeploymentUnreadableError(path, cause);
  }
}

export class DeploymentUnreadableError extends BaseError {
  override readonly name = 'DeploymentUnreadableError';
  override readonly kind = 'invalid';
  constructor(path: string, cause: unknown) {
    super('The file that says where the contracts are cannot be read.', {
      values: { path },
      hint: 'Check "deployment" in config.json; deploying writes that file.',
      cause,
    });
  }
}
