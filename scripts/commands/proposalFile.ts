import { z } from 'zod';
import type { Proposal } from '../../client/proposal.ts';
import { address, hex, longDecimal } from '../../protocol/scalars.ts';
import { readFileAs } from './words.ts';

/** A proposal as a file keeps it until its vote is opened. */
const draftSchema = z.object({
  proposalId: longDecimal.transform(BigInt),
  actions: z.array(z.object({ target: address, value: longDecimal.transform(BigInt), calldata: hex })),
  description: z.string(),
});

/** A proposal as JSON can hold it. */
export function draftFile({ proposalId, actions, description }: Proposal) {
  const plain = actions.map(({ target, value = 0n, calldata }) => ({ target, value: value.toString(), calldata }));
  return { proposalId: proposalId.toString(), actions: plain, description };
}

/** Reads a draft. @throws BadFileError */
export function readDraft(file: string): Proposal {
  const hint = 'Make one with "tilth vote draft".';
  return readFileAs(file, draftSchema, { what: 'draft of a proposal', hint });
}
