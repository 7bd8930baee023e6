import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { OnTrouble } from '../trouble.ts';
import type { OwnWork } from './ownWorkFold.ts';

export type CreditClaimerComponents = {
  readonly chain: Pick<Chain, 'read' | 'send'>;
  readonly follower: Pick<Follower, 'head'>;
  readonly work: Pick<OwnWork, 'changes'>;
  readonly operatorId: bigint;
  readonly onTrouble: OnTrouble;
};

/** Somebody else claimed for this operator: anyone may. */
const OVERTAKEN = { contributionCredits: ['NothingToClaim'] } satisfies Refusals;

/** The kind of credit that verified work gives. */
const COMPUTE = 1n;

/** Looks without news, in case one was missed. */
const LOOK_SECONDS = 600;

/** Creates the duty that turns this operator's verified work into compute credits, as soon as there is more of it. */
export function createCreditClaimer(components: CreditClaimerComponents, { pollMs = 1_000 } = {}): Duty {
  const { chain, follower, work, operatorId, onTrouble } = components;
  const args = [operatorId] as const;
  let seen = -1;
  let dueAt = 0;

  const claim = async (): Promise<void> => {
    const [units, claimed] = await Promise.all([
      chain.read({ contract: 'workLedger', functionName: 'unitsOf', args }),
      chain.read({ contract: 'contributionCredits', functionName: 'lifetimeOf', args: [operatorId, COMPUTE] }),
    ]);
    if (units <= claimed) return;
    try {
      await chain.send({ contract: 'contributionCredits', functionName: 'claim', args });
    } catch (cause) {
      if (!isRefusedWith(cause, OVERTAKEN)) throw cause;
    }
  };

  const takeNews = async (): Promise<void> => {
    const now = Number(follower.head().timestamp);
    const news = work.changes();
    if (news === seen && now < dueAt) return;
    await claim();
    // A claim that failed leaves these as they were, so that the next round tries again.
    [seen, dueAt] = [news, now + LOOK_SECONDS];
  };
  return createDuty({ name: 'claiming credits', every: pollMs, work: takeNews, onTrouble });
}
