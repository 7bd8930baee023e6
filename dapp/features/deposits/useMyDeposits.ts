import type { Address } from 'viem';
import { z } from 'zod';
import { useIndex } from '../../api/useIndex.ts';

const deposit = z.object({
  id: z.string(),
  label: z.string(),
  register: z.string(),
  tier: z.string(),
  language: z.string(),
  words: z.number(),
  anchoredAt: z.number(),
  transaction: z.string(),
  withdrawn: z.boolean(),
  exposures: z.array(z.object({ runId: z.number(), modelId: z.number().nullable(), trained: z.boolean().nullable() })),
});

const answer = z.object({
  deposits: z.object({
    nodes: z.array(deposit),
    totalCount: z.number(),
    pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
  }),
});

export type IndexedDeposit = z.infer<typeof deposit>;

const query = /* GraphQL */ `
  query MyDeposits($contributor: Address!, $first: Int!) {
    deposits(contributor: $contributor, first: $first) {
      nodes {
        id label register tier language words anchoredAt transaction withdrawn
        exposures { runId modelId trained }
      }
      totalCount
      pageInfo { endCursor hasNextPage }
    }
  }
`;

/** The deposits of one contributor, newest first. */
export function useMyDeposits(contributor: Address, first: number) {
  return useIndex({ key: 'deposits', query, schema: answer, variables: { contributor, first } });
}
