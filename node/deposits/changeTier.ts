import type { Hash, Hex } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { TIERS, type Tier } from '../../protocol/manifest/tier.ts';
import type { Chain } from '../chain/chain.ts';
import { type Budget, createBudget } from './budget.ts';
import type { Subject } from './manifests.ts';

/** A change of tier as its contributor signed it. */
export type SignedTierChange = { readonly tier: Tier; readonly nonce: bigint; readonly signature: Hex };

/** Changes of one deposit that this node pays for in an hour. */
const CHANGES_PER_HOUR = 6;

/** Creates what puts changes of tier on chain for contributors, who need no coin of their own. @throws TransactionRefusedError */
export function createTierChanges(
  { chain }: { readonly chain: Pick<Chain, 'send'> },
  budget: Budget = createBudget(CHANGES_PER_HOUR),
) {
  return async ({ id, contributor }: Pick<Subject, 'id' | 'contributor'>, change: SignedTierChange): Promise<Hash> => {
    if (budget.left(id) === 0) throw new TooManyChangesError(id);
    const { tier, nonce, signature } = change;
    const args = [depositKey(id), contributor, TIERS.indexOf(tier), nonce, signature] as const;
    const { transactionHash } = await chain.send({ contract: 'consentRegistry', functionName: 'changeTier', args });
    // Counted only now: what strangers sign is refused before it costs anything, and takes nothing from the contributor.
    budget.take(id, 1);
    return transactionHash;
  };
}

/** A node puts only so many changes of one deposit on chain at its own cost. */
export class TooManyChangesError extends BaseError {
  override readonly name = 'TooManyChangesError';
  override readonly kind = 'busy';
  constructor(id: string) {
    super('This deposit changed too often in the last hour.', {
      values: { id },
      hint: 'Try later, ask another gate, or send the change to ConsentRegistry yourself.',
    });
  }
}
