import { z } from 'zod';
import { address, hex } from '../../../protocol/scalars.ts';

const share = z.object({ register: z.string(), basisPoints: z.number() });
const big = z.string().regex(/^\d+$/);

const chamber = z.object({
  name: z.string(),
  against: big,
  for: big,
  abstain: big,
  total: big.nullable(),
  quorum: big.nullable(),
});

const proposal = z.object({
  id: z.string(),
  proposer: address,
  title: z.string(),
  description: z.string(),
  state: z.string(),
  createdAt: z.number(),
  deadline: z.number(),
  eta: z.number().nullable(),
  actions: z.array(
    z.object({
      target: address,
      contract: z.string().nullable(),
      value: big,
      calldata: hex,
      signature: z.string().nullable(),
      arguments: z.array(z.object({ name: z.string(), value: z.unknown() })),
      mixture: z.array(share).nullable(),
    }),
  ),
  chambers: z.array(chamber),
});

export type Share = z.infer<typeof share>;
export type Chamber = z.infer<typeof chamber>;
export type Proposal = z.infer<typeof proposal>;

/** Why a proposal was made, in the words of whoever made it: all but the title, and the mark that keeps others from taking it. */
export function reasonOf({ description }: Pick<Proposal, 'description'>): string {
  const words = description.replace(/#proposer=0x[0-9a-f]{40}$/i, '');
  return words.split(/\r?\n/).slice(1).join('\n').trim();
}

/** A call as it would be made, with its values. */
export function callOf({ signature, calldata, arguments: given }: Proposal['actions'][number]): string {
  if (signature === null) return calldata;
  const values = given.map(({ name, value }) => `${name || '_'}: ${JSON.stringify(value)}`);
  return `${signature.split('(', 1)[0]}(${values.join(', ')})`;
}

/** What the index answers to `proposalsQuery`. */
export const proposalsAnswer = z.object({
  currentPolicy: z.object({ id: z.number(), shares: z.array(share) }).nullable(),
  proposals: z.object({ nodes: z.array(proposal), totalCount: z.number() }),
});

/** Proposals with their tallies, and the mixture in force. */
export const proposalsQuery = /* GraphQL */ `
  query Proposals($first: Int!) {
    currentPolicy { id shares { register basisPoints } }
    proposals(first: $first) {
      totalCount
      nodes {
        id proposer title description state createdAt deadline eta
        actions { target contract value calldata signature arguments { name value } mixture { register basisPoints } }
        chambers { name against for abstain total quorum }
      }
    }
  }
`;
