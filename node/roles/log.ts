import type { Address, Hex } from 'viem';
import { blockCid } from '../../protocol/blocks/block.ts';
import { decodeSnapshot } from '../../protocol/blocks/snapshot.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { toDepositId } from '../../protocol/manifest/identifier.ts';
import { createDepositRoutes } from '../api/deposits.ts';
import { createIsSignedBy } from '../chain/isSignedBy.ts';
import { type AcceptOptions, createAccept } from '../deposits/accept.ts';
import { createAnchorer } from '../deposits/anchor.ts';
import { createTierChanges } from '../deposits/changeTier.ts';
import { createReceipts } from '../deposits/depositReceipts.ts';
import { serveGrants } from '../deposits/grantServer.ts';
import { LogState } from '../deposits/logState.ts';
import { createFindManifest, createObjection } from '../deposits/manifests.ts';
import { createQuota } from '../deposits/quota.ts';
import { createReadText } from '../deposits/readText.ts';
import { createRegisters } from '../deposits/registers.ts';
import { createReleaseKeys } from '../deposits/releaseKeys.ts';
import { createTombstones } from '../deposits/tombstones.ts';
import { createWarrants, type WarrantFacts } from '../deposits/warrant.ts';
import { recoverAccount } from '../identity/secp256k1.ts';
import { openContributions } from '../journal/contributions.ts';
import { claimToOpen } from '../models/claimToOpen.ts';
import { isRunOver } from '../models/isRunOver.ts';
import type { Ports } from '../ports.ts';
import { within } from '../within.ts';
import type { Every } from './every.ts';

/** Joins the log: it takes deposits in, promises and anchors them, and releases their keys where consent lets it. */
export async function joinLog(ports: Ports, every: Every) {
  const { config, chain, follower, members, network, storage, journal, pins, signal, onTrouble } = ports;
  const { heads } = ports.views;
  const { deposits, consent, withdrawals, copies, operatorId: logId } = every;
  if (logId === 0) throw new NotAnOperatorError(chain.account.address);
  const { chainId } = chain;
  const { depositLog, consentRegistry } = chain.deployment.contracts;
  const { storageKey, duplicateKey } = ports.identity;
  const log = new LogState(deposits);
  const findManifest = createFindManifest(storage);
  const objection = createObjection({ consent, findManifest });
  const findWarrant = createWarrants(toWarrantFacts(ports));
  const release = createReleaseKeys({ deposits, journal, consent, findManifest, objection, findWarrant, storageKey });
  await serveGrants({
    ...{ network, chainId, consentRegistry, release },
    isOperatorAt: async (account, peerId) => {
      const [id, ofPeer] = await Promise.all([members.idOf(account), members.idOfPeer(peerId)]);
      return id !== 0 && id === ofPeer && members.isActiveOperator(account);
    },
  });

  const anchoring = { chain, follower, heads, storage, journal, pins, log, logId };
  const anchorer = createAnchorer({
    ...{ ...anchoring, everyMs: config.anchorMs, signal, onTrouble },
    onFork: ({ message }) =>
      ports.log.error({ cause: message }, 'the deposit log is forked: no more deposits are accepted'),
  });
  // What the chain lost is put back before anything new is promised; a fork closes deposits, and nothing else of the node.
  await anchorer.run();
  anchorer.start();
  const routes = createDepositRoutes({
    accept: createAccept({
      ...{ chainId, depositLog, storage, journal, deposits, pins, storageKey, duplicateKey },
      registers: createRegisters(chain),
      pinElsewhere: copies.request,
      isSignedByContract: every.askContract,
      recover: recoverAccount,
      isTold: createIsTold(ports, consent),
      assertQuota: createQuota({
        contributions: openContributions(journal),
        identityOf: members.identityOf,
        perDay: config.depositsPerDay,
      }),
    }),
    find: deposits.find,
    receipt: createReceipts({ account: chain.account, chainId, depositLog, logId, heads, log }),
    isAnchored: (record) => heads.covering(logId, record.index) !== null,
    ...{ findManifest, consent, logId, withdraw: withdrawals.relay, releases: deposits.releases },
    changeTier: createTierChanges({ chain }),
    tombstone: createTombstones({ account: chain.account, chainId, consentRegistry, consent, deposits, storage }),
    readText: createReadText({
      ...{ chainId, consentRegistry, deposits, storage, consent, objection, storageKey },
      isSignedBy: createIsSignedBy(chain),
      speakerOf: async (depositor) => {
        const identity = { contract: 'identityRegistry', args: [depositor] } as const;
        const id = await chain.read({ ...identity, functionName: 'boundTo' });
        return id === 0n ? depositor : chain.read({ ...identity, functionName: 'accountOf', args: [id] });
      },
    }),
    assertOpen: anchorer.assertOpen,
  });
  return { routes: [routes], release, stop: anchorer.stop };
}

/** Creates what says whether an account may be told of a text: anybody can read it, or its own identity gave it. */
function createIsTold({ chain, views }: Ports, { tierOf, isBarred }: Every['consent']): AcceptOptions['isTold'] {
  const whoIs = (account: Address) => views.memberRows.accountOf(account)?.identityId ?? account;
  return ({ id, contributor, tier }, account) => {
    const core = { contributor: `did:pkh:eip155:${chain.chainId}:${contributor}`, tier };
    return (tierOf(id, core) === 'public' && !isBarred(id)) || whoIs(contributor) === whoIs(account);
  };
}

const SNAPSHOT_MS = 10_000;

/** What the chain says of those who ask for keys, out of this node's views of it. */
function toWarrantFacts({ chain, follower, members, storage, views }: Ports): WarrantFacts {
  const { runs, models, audits, experts } = views;
  return {
    operatorOf: async (account) => ((await members.isActiveOperator(account)) ? members.idOf(account) : 0),
    runsOver: runs.over,
    isOver: (runId) => isRunOver({ runs, models }, runId),
    claimOf: (operatorId) => claimToOpen({ chain, follower, runs }, operatorId),
    seatsOf: audits.seatsOf,
    expertOf: (operatorId, register) => experts.ofOperator(operatorId, register)?.expertId ?? null,
    snapshotOf: createSnapshotIds(storage),
  };
}

/** Snapshots that are kept in memory: of runs that are open or looked at, which are few at a time. */
const KEPT_SNAPSHOTS = 4;

/** Creates what reads which deposits a snapshot names, also those that were left out for their text. */
function createSnapshotIds(storage: Ports['storage']): WarrantFacts['snapshotOf'] {
  const known = new Map<Hex, ReadonlySet<string>>();
  return async (root) => {
    const before = known.get(root);
    if (before) return before;
    try {
      const bytes = await within(SNAPSHOT_MS, undefined, (signal) => storage.get(blockCid(root), { signal }));
      const { deposits, nearDuplicates, unavailable } = decodeSnapshot(bytes);
      const ids = new Set([...deposits, ...nearDuplicates, ...unavailable].map(({ id }) => toDepositId(id)));
      known.set(root, ids);
      if (known.size > KEPT_SNAPSHOTS) known.delete(known.keys().next().value as Hex);
      return ids;
    } catch {
      return null;
    }
  };
}

export class NotAnOperatorError extends BaseError {
  override readonly name = 'NotAnOperatorError';
  override readonly kind = 'forbidden';
  constructor(account: string) {
    super('A node that keeps a deposit log must be a registered operator.', {
      values: { account },
      hint: 'Register this account in the OperatorRegistry, or take "log" out of the roles in config.json.',
    });
  }
}
