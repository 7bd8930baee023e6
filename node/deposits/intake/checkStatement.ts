import { type Address, type Hex, verifyTypedData } from 'viem';
import { contributorAccount } from '../../../protocol/blocks/core.ts';
import { depositStatement, depositTypedData } from '../../../protocol/typedData/deposit.ts';
import type { Manifest } from './checkManifest.ts';
import { DepositRefusedError } from './refusal.ts';
import type { Submission } from './submission.ts';

type TypedData = ReturnType<typeof depositTypedData>;

export type StatementFacts = {
  readonly chainId: number;
  readonly depositLog: Address;
  /** Unix seconds. */
  readonly now: number;
  /** Asks the account's contract (ERC-1271); called only when the key that signed is not the account's own. */
  readonly isSignedByContract: (signature: {
    account: Address;
    typedData: TypedData;
    signature: Hex;
  }) => Promise<boolean>;
};

/** How far a contributor's clock may run ahead of ours, in seconds. */
const CLOCK_SKEW = 60;

/** Checks that the contributor signed this manifest and that the statement is in force. @throws DepositRefusedError */
export async function checkStatement(manifest: Manifest, submission: Submission, facts: StatementFacts): Promise<void> {
  const { signedAt, expiresAt, signature } = submission;
  const values = { signedAt, expiresAt, now: facts.now };
  if (expiresAt <= facts.now) {
    throw new DepositRefusedError('statement-expired', 'The signed statement has expired.', {
      values,
      hint: 'Sign the deposit again.',
    });
  }
  if (signedAt > facts.now + CLOCK_SKEW) {
    throw new DepositRefusedError('statement-from-the-future', 'The statement says it was signed later than now.', {
      values,
      hint: 'Check the clock of the computer that signed.',
    });
  }
  const account = contributorAccount(manifest.core);
  const typedData = depositTypedData({
    chainId: facts.chainId,
    depositLog: facts.depositLog,
    statement: depositStatement({ ...manifest, signedAt, expiresAt }),
  });
  const byKey = await verifyTypedData({ ...typedData, address: account, signature }).catch(() => false);
  if (byKey || (await facts.isSignedByContract({ account, typedData, signature }))) return;
  throw new DepositRefusedError('wrong-signature', 'The statement is not signed by the contributor in the manifest.', {
    values: { contributor: account },
    hint: 'Sign with that account, on this chain, for this commons.',
  });
}
