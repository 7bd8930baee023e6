import { encodeFunctionData, type Hash } from 'viem';
import { type Action, adoptMixture, type Proposal, type ProposalWords } from '../../../client/proposal.ts';
import { commonsGovernorAbi } from '../../../protocol/abi/CommonsGovernor.ts';
import type { Context } from '../context.ts';
import type { Person } from '../people.ts';
import type { Evidence } from '../progress.ts';
import { readMade } from './deposit.ts';
import { raiseShare } from './mixture.ts';

const STEP = 500;

/** Votes that people cast by hand need minutes; the first one, which machines cast, needs seconds. */
const LATER_VOTING_SECONDS = 180;

/** A proposal as evidence keeps it: JSON. */
export type Proposed = {
  readonly proposalId: string;
  readonly description: string;
  readonly actions: readonly Action[];
  readonly transaction: Hash;
};

/**
 * Step 4: two members propose changes to the mixture of the next run. Before that a proving round gives the technical
 * chamber its weight (`proving.ts`): experts answer audit questions, seal their receipts, and a verifier re-computes them.
 */
export async function proposeMixtures(context: Context, proving: Promise<Evidence>): Promise<Evidence> {
  const proven = await proving;
  const [proposer, second] = context.people.contributors as readonly [Person, Person];
  const { chain, endpoints } = context.commons;
  const [policyId, shares] = await chain.read({ contract: 'mixturePolicy', functionName: 'current' });
  const registers = await chain.read({ contract: 'mixturePolicy', functionName: 'registers' });
  const { floor } = await chain.read({ contract: 'mixturePolicy', functionName: 'bounds' });
  const held = new Set(readMade(context).map((it) => it.register));
  const favoured = held.has('narrative') ? 'narrative' : ([...held][0] as string);
  const other = registers.findLast((register) => register !== favoured) as string;
  const adopt = (register: string) =>
    adoptMixture(endpoints, raiseShare({ registers, shares, register, step: STEP, floor }).shares);
  const lengthen: Action = {
    target: endpoints.contracts.commonsGovernor,
    calldata: encodeFunctionData({
      abi: commonsGovernorAbi,
      functionName: 'setVotingPeriod',
      args: [LATER_VOTING_SECONDS],
    }),
  };
  const title = `Train more on ${favoured}, and give later votes ${LATER_VOTING_SECONDS} seconds`;
  const passing = await openProposal(context, proposer, { title, actions: [adopt(favoured), lengthen] });
  const refused = { title: `Train more on ${other}`, actions: [adopt(other)] };
  const failing = await openProposal(context, second, refused);
  return {
    policyBefore: Number(policyId),
    sharesBefore: Object.fromEntries(registers.map((register, i) => [register, shares[i]])),
    ...proven,
    favoured,
    passing,
    failing,
  };
}

/** Opens a proposal in one person's name. */
export async function openProposal(context: Context, person: Person, words: ProposalWords): Promise<Proposed> {
  const { proposalId, ...proposal } = await context.as(person).propose(words);
  return { ...proposal, proposalId: proposalId.toString() };
}

/** The proposal that evidence tells of. */
export function toProposal({ proposalId, actions, description }: Proposed): Proposal {
  return { proposalId: BigInt(proposalId), actions, description };
}
