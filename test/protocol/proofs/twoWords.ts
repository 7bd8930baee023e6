import { z } from 'zod';
import type { Claim } from '../../../protocol/proofs/chunk.ts';
import { toBf16, toBits } from '../../../protocol/proofs/floats.ts';
import type { Point } from '../../../protocol/proofs/points.ts';
import { guarded, topK } from '../../../protocol/proofs/topK.ts';
import { vectorFiles } from './chunks.ts';
import { disturb, makeActivations } from './generator.ts';

const file = z.object({
  blocks: z.array(
    z.object({
      seed: z.number(),
      T: z.number(),
      D: z.number(),
      mode: z.string(),
      topk: z.number(),
      proof_base64: z.string(),
      checks: z.array(
        z.object({
          kind: z.string(),
          eps: z.number(),
          noise_seed: z.number(),
          kept: z.number(),
          sign_exponent_mismatches: z.number(),
          median_rel_err: z.number(),
        }),
      ),
    }),
  ),
});

/** The two-word chunks of all files that have some, with the points inside the guard band and all of the top k. */
export function readTwoWordChunks() {
  return vectorFiles.flatMap(({ name, content }) => {
    const parsed = file.safeParse(content);
    if (!parsed.success) return [];
    return parsed.data.blocks.flatMap((block, at) =>
      block.checks.map((check) => {
        const values = disturb(makeActivations(block), block, check);
        const patterns = Array.from(values, toBf16);
        const own = (index: number): Point => ({ index, own: toBits(values[index] ?? 0) });
        const claim: Claim = {
          chunk: new Uint8Array(Buffer.from(block.proof_base64, 'base64')),
          k: block.topk,
          isTwoWord: true,
        };
        return {
          name: `${name} block ${at} noise ${check.eps}`,
          claim,
          check,
          inside: guarded(patterns, block.topk).map(own),
          all: topK(patterns, block.topk).indices.map(own),
        };
      }),
    );
  });
}
