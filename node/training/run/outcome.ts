import { CID } from 'multiformats/cid';
import { z } from 'zod';
import { adapterCardSchema } from '../../../protocol/blocks/adapterCard.ts';
import { bytes32, count } from '../../../protocol/scalars.ts';
import type { CardOutcome } from '../../models/card/createCard.ts';

const losses = z.record(z.string(), z.number());
const { rows, training, checkpoints, refused } = adapterCardSchema.shape;
const outcomeSchema = z.strictObject({
  weights: z.string(),
  weightsHash: bytes32,
  weightsBytes: count,
  lossBefore: losses,
  lossAfter: losses,
  rows,
  training,
  checkpoints,
  refused,
});

/** Writes what training gave for the journal. */
export function encodeOutcome(outcome: CardOutcome): string {
  return JSON.stringify({ ...outcome, weights: outcome.weights.toString() });
}

/** Reads what training gave from the journal. */
export function decodeOutcome(json: string): CardOutcome {
  const outcome = outcomeSchema.parse(JSON.parse(json));
  return { ...outcome, weights: CID.parse(outcome.weights) };
}
