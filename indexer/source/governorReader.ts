import type { PublicClient } from 'viem';
import { commonsGovernorAbi } from '../../protocol/abi/CommonsGovernor.ts';
import { mixturePolicyAbi } from '../../protocol/abi/MixturePolicy.ts';
import type { Deployment } from '../../protocol/deployment.ts';
import { REGISTERS } from '../../protocol/manifest/register.ts';

const STATES = ['pending', 'active', 'canceled', 'defeated', 'succeeded', 'queued', 'expired', 'executed'] as const;

type ProposalState = (typeof STATES)[number];

/** Facts that no event carries: read from the chain when asked for, null while it does not answer. */
export type GovernorReader = {
  readonly state: (proposalId: string) => Promise<ProposalState | null>;
  readonly chamber: (proposalId: string, chamber: 0 | 1) => Promise<{ total: bigint; quorum: bigint } | null>;
  /** Names of the registers, in the order of the shares. */
  readonly registers: () => Promise<readonly string[]>;
};

/** Reads the governor and the mixture policy. */
export function createGovernorReader(client: PublicClient, deployment: Deployment): GovernorReader {
  const governor = { address: deployment.contracts.commonsGovernor, abi: commonsGovernorAbi } as const;
  let names: readonly string[] | null = null;
  return {
    state: async (proposalId) => {
      const args = [BigInt(proposalId)] as const;
      const state = await client.readContract({ ...governor, functionName: 'state', args }).catch(() => null);
      return state === null ? null : (STATES[state] ?? null);
    },
    chamber: async (proposalId, chamber) => {
      const args = [BigInt(proposalId), chamber] as const;
      // Before the snapshot there is no total yet: the call reverts.
      const [total, quorum] = await Promise.all([
        client.readContract({ ...governor, functionName: 'chamberTotal', args }).catch(() => null),
        client.readContract({ ...governor, functionName: 'chamberQuorum', args }).catch(() => null),
      ]);
      return total === null || quorum === null ? null : { total, quorum };
    },
    registers: async () => {
      if (names) return names;
      const address = deployment.contracts.mixturePolicy;
      const found = await client
        .readContract({ address, abi: mixturePolicyAbi, functionName: 'registers' })
        .catch(() => null);
      names = found;
      return found ?? REGISTERS;
    },
  };
}
