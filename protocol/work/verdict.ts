import type { Hex } from 'viem';
import type { Verdict } from '../blocks/verdictList.ts';

/** What a verifier found out about one receipt; null where it could not find out. */
export type AuditEvidence = {
  /** Why the node did not open the receipt, or null when it did. */
  readonly unopened: string | null;
  readonly isInTree: boolean;
  readonly isSigned: boolean;
  readonly isInputTheOrdered: boolean;
  /** Whether the manifest was in force on chain and says what the receipt says. */
  readonly isManifestPublished: boolean;
  readonly isManifestTheReceipts: boolean;
  readonly claimed: { readonly outputHash: Hex; readonly units: bigint } | null;
  readonly recomputed: { readonly outputHash: Hex; readonly units: bigint } | null;
};

/** A verdict and why. */
export type Judgement = { readonly verdict: Verdict; readonly reason: string };

/** Judges one receipt. Only what the node can be held to counts against it; what is out of reach is inconclusive. */
export function judgeReceipt(evidence: AuditEvidence): Judgement {
  const { unopened, claimed, recomputed } = evidence;
  if (unopened !== null) return { verdict: 'INCONCLUSIVE', reason: unopened };
  if (!evidence.isInTree) return fail('the receipt is not in the sealed tree');
  if (!evidence.isSigned) return fail('the receipt is not signed by its node');
  if (!evidence.isInputTheOrdered) return fail('the input is not the one that was ordered');
  if (!evidence.isManifestPublished) return fail('the manifest was never published');
  if (!evidence.isManifestTheReceipts) return fail('the manifest says something else than the receipt');
  if (!claimed || !recomputed) return { verdict: 'INCONCLUSIVE', reason: 'it cannot be recomputed here' };
  if (claimed.outputHash !== recomputed.outputHash) return fail('the output differs');
  if (claimed.units !== recomputed.units) return fail('the units differ');
  return { verdict: 'PASS', reason: 'the output is the same' };
}

function fail(reason: string): Judgement {
  return { verdict: 'FAIL', reason };
}
