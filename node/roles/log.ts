import { BaseError } from '../../protocol/errors/BaseError.ts';
import { createDepositRoutes } from '../api/deposits.ts';
import { createAccept } from '../deposits/accept.ts';
import { anchorOnce, createAnchorer } from '../deposits/anchor.ts';
import { createReceipts } from '../deposits/depositReceipts.ts';
import { serveGrants } from '../deposits/grantServer.ts';
import { LogState } from '../deposits/logState.ts';
import { createRegisters } from '../deposits/registers.ts';
import { createReleaseKeys } from '../deposits/releaseKeys.ts';
import { recoverAccount } from '../identity/secp256k1.ts';
import type { Ports } from '../ports.ts';
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
  const release = createReleaseKeys({ deposits, journal, consent, storageKey });
  await serveGrants({
    ...{ network, chainId, consentRegistry, release },
    isOperatorAt: async (account, peerId) => {
      const [id, ofPeer] = await Promise.all([members.idOf(account), members.idOfPeer(peerId)]);
      return id !== 0 && id === ofPeer && members.isActiveOperator(account);
    },
  });

  const anchoring = { chain, follower, heads, storage, journal, pins, log, logId };
  await anchorOnce(anchoring);
  const anchorer = createAnchorer({
    ...{ ...anchoring, everyMs: config.anchorMs, signal, onTrouble },
    onFork: ({ message }) =>
      ports.log.error({ cause: message }, 'the deposit log is forked: no more deposits are accepted'),
  });
  anchorer.start();
  const routes = createDepositRoutes({
    accept: createAccept({
      ...{ chainId, depositLog, storage, journal, deposits, pins, storageKey, duplicateKey },
      registers: createRegisters(chain),
      pinElsewhere: copies.request,
      isSignedByContract: every.askContract,
      recover: recoverAccount,
    }),
    find: deposits.find,
    receipt: createReceipts({ account: chain.account, chainId, depositLog, logId, heads, log }),
    isAnchored: (record) => heads.covering(logId, record.index) !== null,
    withdraw: withdrawals.relay,
    logId,
    assertOpen: anchorer.assertOpen,
  });
  return { routes: [routes], release, stop: anchorer.stop };
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
