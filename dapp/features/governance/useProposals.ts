import { useIndex } from '../../api/useIndex.ts';
import { proposalsAnswer, proposalsQuery } from './proposals.ts';

/** The newest proposals; looked at every second, because a vote on a local commons is short. */
export function useProposals(first: number) {
  const variables = { first };
  return useIndex({ key: 'proposals', query: proposalsQuery, schema: proposalsAnswer, variables, every: 1000 });
}
