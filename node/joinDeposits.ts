import { BaseError } from '../protocol/errors/BaseError.ts';
import { blockRoutes } from './api/blocks.ts';
import { depositRoutes } from './api/deposits.ts';
import type { RouteGroup } from './api/server.ts';
import { createAccept } from './deposits/accept.ts';
import { anchorOnce, keepAnchoring, type LogForkedError } from './deposits/anchor.ts';
import { createConsent } from './deposits/consent.ts';
import { createReceipts } from './deposits/depositReceipts.ts';
import { serveGrants } from './deposits/grantServer.ts';
import { LogState } from './deposits/logState.ts';
import type { CopyKeeper } from './deposits/pinElsewhere.ts';
import { servePins } from './deposits/pinServer.ts';
import { createReleaseKeys } from './deposits/releaseKeys.ts';
import { createWithdrawals } from './deposits/withdraw.ts';
import { openAnchorJournal } from './journal/anchors.ts';
import { openDepositJournal } from './journal/deposits.ts';
import type { Ports } from './ports.ts';

const REGISTERS_MS = 60_000;

/** Joins the deposit domain: every node drops withdrawn texts; pinners keep copies; logs take deposits in. */
export async function joinDeposits(ports: Ports, copies: CopyKeeper) {
  const { config, chain, network, storage, journal, pins, signal, operators } = ports;
  const deposits = openDepositJournal(journal);
  const consent = createConsent(chain);
  const withdrawals = createWithdrawals({ chain, storage, journal, deposits, pins });
  withdrawals.watch(signal);
  const routes: RouteGroup[] = [blockRoutes(storage)];
  if (config.roles.includes('pinner')) {
    await servePins({ network, storage, journal, pins, isMember: operators.isActivePeer });
  }
  if (!config.roles.includes('log')) return { consent, routes, release: null };

  const { address } = chain.account;
  const logId = Number(await operators.idOf(address));
  if (logId === 0) throw new NotAnOperatorError(address);
  const { depositLog, consentRegistry } = chain.deployment.contracts;
  const { chainId } = chain;
  const { storageKey, duplicateKey } = ports.identity;
  const anchors = openAnchorJournal(journal);
  const log = new LogState(deposits);
  const release = createReleaseKeys({ deposits, journal, consent, storageKey });
  await serveGrants({
    network,
    chainId,
    consentRegistry,
    release,
    isOperatorAt: async (account, peerId) => {
      const [id, ofPeer] = await Promise.all([operators.idOf(account), operators.idOfPeer(peerId)]);
      return id !== 0n && id === ofPeer && operators.isActiveAccount(account);
    },
  });

  const anchoring = { chain, storage, journal, anchors, pins, log, logId };
  await anchorOnce(anchoring);
  let fork: LogForkedError | null = null;
  void keepAnchoring({
    ...anchoring,
    everyMs: config.anchorMs,
    signal,
    onTrouble: ports.onTrouble,
    onFork: (error) => {
      fork = error;
      ports.log.error({ cause: error.message }, 'the deposit log is forked: no more deposits are accepted');
    },
  });
  const accept = createAccept({
    ...{ chainId, depositLog, storage, journal, deposits, pins, storageKey, duplicateKey },
    registers: keepFor(REGISTERS_MS, () => chain.read({ contract: 'mixturePolicy', functionName: 'registers' })),
    pinElsewhere: copies.request,
    isSignedByContract: async ({ account, typedData, signature }) => {
      if ((await chain.client.getCode({ address: account })) === undefined) return false;
      return chain.client.verifyTypedData({ ...typedData, address: account, signature });
    },
  });
  routes.push(
    depositRoutes({
      accept,
      find: deposits.find,
      receipt: createReceipts({ account: chain.account, chainId, depositLog, logId, anchors, log }),
      isAnchored: (record) => anchors.covering(record.index) !== null,
      withdraw: withdrawals.relay,
      logId,
      assertOpen: () => {
        if (fork) throw fork;
      },
    }),
  );
  return { consent, routes, release };
}

function keepFor<T>(milliseconds: number, load: () => Promise<T>): () => Promise<T> {
  let kept: { until: number; value: Promise<T> } | null = null;
  return () => {
    if (!kept || kept.until < Date.now()) {
      const value = load();
      kept = { until: Date.now() + milliseconds, value };
      value.catch(() => {
        kept = null;
      });
    }
    return kept.value;
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
