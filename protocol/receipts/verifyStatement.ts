import type { CID } from 'multiformats/cid';
import type { Address } from 'viem';
import { type Core, contributorAccount } from '../blocks/core.ts';
import type { SignedStatement } from '../blocks/logBatch.ts';
import { toDepositId } from '../manifest/identifier.ts';
import { depositStatement, depositTypedData } from '../typedData/deposit.ts';
import { digestTypedData } from '../typedData/digest.ts';
import type { ContractSignature } from './contractSignature.ts';
import { type RecoverAccount, recoverAccount } from './recoverAccount.ts';

/** A statement about a manifest, and how its signature is checked. */
export type SignedClaim = {
  readonly chainId: number;
  readonly depositLog: Address;
  readonly core: Core;
  readonly coreCid: CID;
  readonly statement: SignedStatement;
  /** Asks the account's contract (ERC-1271); called only when the key that signed is not the account's own. */
  readonly isSignedByContract: (signature: ContractSignature) => Promise<boolean>;
  readonly recover?: RecoverAccount | undefined;
};

/** The same as it stands in a log: `anchoredAt` is the time of the block that anchored it, in Unix seconds. */
export type StatementClaim = SignedClaim & { readonly anchoredAt: number };

/** Whether a statement holds; if not, what the deposit does: "carries no signature of its contributor". */
export type StatementCheck = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * Seconds after its expiry within which a statement may still be anchored. An hour is promised; a log whose chain was away
 * has the rest of a day. Later its contributor has to be asked again, so that no old signature comes up in a log.
 */
const LATEST_ANCHOR = 86_400;

/**
 * Checks what makes a log's leaf a deposit: that its contributor stated it, by the account's key or its contract as of the
 * block that anchored it, and that it was anchored in time. @throws what the question to the contract throws
 */
export async function verifyStatement(claim: StatementClaim): Promise<StatementCheck> {
  const { core, chainId, statement, anchoredAt } = claim;
  if (!core.contributor.startsWith(`did:pkh:eip155:${chainId}:`)) return refuse('names a contributor of another chain');
  if (statement.signedAt > statement.expiresAt) return refuse('carries a statement that expired before it was signed');
  if (anchoredAt > statement.expiresAt + LATEST_ANCHOR)
    return refuse('carries a statement that had expired when it was anchored');
  return (await isSignedByContributor(claim)) ? { ok: true } : refuse('carries no signature of its contributor');
}

/** Whether the contributor that a manifest names signed the statement, whenever that was. */
export async function isSignedByContributor(claim: SignedClaim): Promise<boolean> {
  const { chainId, depositLog, core, coreCid, statement, recover = recoverAccount } = claim;
  const account = contributorAccount(core);
  const message = depositStatement({ id: toDepositId(coreCid), core, ...statement });
  const digest = digestTypedData(depositTypedData({ chainId, depositLog, statement: message }));
  const signer = await recover(digest, statement.signature);
  if (signer?.toLowerCase() === account.toLowerCase()) return true;
  return claim.isSignedByContract({ account, digest, signature: statement.signature });
}

function refuse(reason: string): StatementCheck {
  return { ok: false, reason };
}
