import { BaseError } from '../../protocol/errors/BaseError.ts';
import { createDepositRoutes } from '../api/deposits.ts';
import { createAccept } from '../deposits/accept.ts';
import { anchorOnce, keepAnchoring, type LogForkedError } from '../deposits/anchor.ts';
import { createContractSignatures } from '../deposits/contractSignature.ts';
import { createReceipts } from '../deposits/depositReceipts.ts';
import { serveGrants } from '../deposits/grantServer.ts';
import { LogState } from '../deposits/logState.ts';
import { createRegisters } from '../deposits/registers.ts';
import { createReleaseKeys } from '../deposits/releaseKeys.ts';
import { openAnchorJournal } from '../journal/anchors.ts';
import type { Ports } from '../ports.ts';
import type { Every } from './every.ts';

/** Joins the log: it takes deposits in, promises and anchors them, and releases their keys where consent lets it. */
export async function joinLog(ports: Ports, every: Every) {
  const { config, chain, network, storage, journal, pins, operators, onTrouble } = ports;
  const { deposits, consent, withdrawals, copies, operatorId: logId } = every;
  if (logId === 0) throw new NotAnOperatorError(chain.account.address);
  const { chainId } = chain;
  const { depositLog, consentRegistry } = chain.deployment.contracts;
  const { storageKey, duplicateKey } = ports.identity;
  const anchors = openAnchorJournal(journal);
  const log = new LogState(deposits);
  const release = createReleaseKeys({ deposits, journal, consent, storageKey });
  await serveGrants({
    ...{ network, chainId, consentRegistry, release },
    isOperatorAt: async (account, peerId) => {
      const [id, ofPeer] = await Promise.all([operators.idOf(account), operators.idOfPeer(peerId)]);
      return id !== 0n && id === ofPeer && operators.isActiveAccount(account);
    },
  });

  const ending = new AbortController();
  const anchoring = { chain, storage, journal, anchors, pins, log, logId };
  await anchorOnce(anchoring);
  let fork: LogForkedError | null = null;
  const anchored = keepAnchoring({
    ...anchoring,
    everyMs: config.anchorMs,
    signal: ending.signal,
    onTrouble,
    onFork: (error) => {
      fork = error;
      ports.log.error({ cause: error.message }, 'the deposit log is forked: no more deposits are accepted');
    },
  });
  const routes = createDepositRoutes({
    accept: createAccept({
      ...{ chainId, depositLog, storage, journal, deposits, pins, storageKey, duplicateKey },
      registers: createRegisters(chain),
      pinElsewhere: copies.request,
      isSignedByContract: createContractSignatures(chain),
    }),
    find: deposits.find,
    receipt: createReceipts({ account: chain.account, chainId, depositLog, logId, anchors, log }),
    isAnchored: (record) => anchors.covering(record.index) !== null,
    withdraw: withdrawals.relay,
    logId,
    assertOpen: () => {
      if (fork) throw fork;
    },
  });
  return {
    routes: [routes],
    release,
    stop: async () => {
      ending.abort();
      await anchored;
    },
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
