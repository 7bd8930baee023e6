import type { Hex } from 'viem';
import type { Verdict } from '../blocks/verdictList.ts';

/** What a verifier found out about one receipt of a list that is the sealed one; null where it could not find out. */
export type AuditEvidence = {
  /** Why its node does not open the job although it has to; null when it does, or need not. */
  readonly refused: string | null;
  readonly isSigned: boolean;
  /** Whether the node shows an order of it that an operator's gate signed. */
  readonly isOrdered: boolean;
  /** Whether the manifest was in force on chain and says what the receipt says. */
  readonly isManifestPublished: boolean;
  readonly isManifestTheReceipts: boolean;
  /** Why the job cannot be looked into, which is no fault of the node. */
  readonly unopened: string | null;
  readonly claimed: { readonly outputHash: Hex; readonly units: bigint } | null;
  readonly recomputed: { readonly outputHash: Hex; readonly units: bigint } | null;
};

/** A verdict and why. */
export type Judgement = { readonly verdict: Verdict; readonly reason: string };

/** Judges one receipt. Only what the node can be held to counts against it; what is out of reach is inconclusive. */
export function judgeReceipt(evidence: AuditEvidence): Judgement {
  const { refused, unopened, claimed, recomputed } = evidence;
  if (refused !== null) return fail(`its node does not open it: ${refused}`);
  if (!evidence.isSigned) return fail('the receipt is not signed by its node');
  if (!evidence.isOrdered) return fail('no gate ordered it');
  if (!evidence.isManifestPublished) return fail('the manifest was never published');
  if (!evidence.isManifestTheReceipts) return fail('the manifest says something else than the receipt');
  if (unopened !== null) return { verdict: 'INCONCLUSIVE', reason: unopened };
  if (!claimed || !recomputed) return { verdict: 'INCONCLUSIVE', reason: 'it cannot be recomputed here' };
  if (claimed.outputHash !== recomputed.outputHash) return fail('the output differs');
  if (claimed.units !== recomputed.units) return fail('the units differ');
  return { verdict: 'PASS', reason: 'the output is the same' };
}

function fail(reason: string): Judgement {
  return { verdict: 'FAIL', reason };
}
