import type { Chain } from '../../node/chain/chain.ts';

/** Watches the governor and tells whether a vote is open or a passed proposal may still wait for its timelock. */
export function openVotes(chain: Chain, signal: AbortSignal): () => boolean {
  const afterVoteSeconds = 60n;
  let until = 0n;
  chain.watch({
    contract: 'commonsGovernor',
    eventName: 'ProposalCreated',
    signal,
    onEvents: async (events) => {
      for (const { args } of events) {
        const end = BigInt(args.voteEnd as bigint) + afterVoteSeconds;
        if (end > until) until = end;
      }
    },
  });
  return () => BigInt(Math.floor(Date.now() / 1000)) < until;
}
