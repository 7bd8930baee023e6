import type { Client } from '../../client/createClient.ts';

/** A passed proposal may wait so long for its timelock, in seconds. */
const AFTER_VOTE = 60n;

/** Tells, at each call, whether a vote is open or a passed proposal may still wait for its timelock. */
export function openVotes({ chain }: Pick<Client, 'chain'>): () => Promise<boolean> {
  let until = 0n;
  let next = 0n;
  return async () => {
    const { number } = await chain.block();
    const range = { fromBlock: next, toBlock: number };
    const created = await chain.events({ contract: 'commonsGovernor', eventName: 'ProposalCreated', ...range });
    for (const { args } of created) if (args.voteEnd + AFTER_VOTE > until) until = args.voteEnd + AFTER_VOTE;
    next = number + 1n;
    return BigInt(Math.floor(Date.now() / 1000)) < until;
  };
}
