import { z } from 'zod';
import { hexPatterns, toClaim, type VectorChunk, vectorFiles } from './chunks.ts';

const example = z.object({
  name: z.string(),
  decode_batching_size: z.number(),
  topk: z.number(),
  skip_prefill: z.boolean(),
  activations: z.array(z.object({ bf16_hex: z.string() })),
  proofs_base64: z.array(z.string()),
  boundary_tie: z.array(z.boolean()),
  checks: z.array(
    z.object({
      multiplier_float32: z.number(),
      activations: z.array(z.string()),
      results_python_path: z.array(z.tuple([z.number(), z.number(), z.number()])),
    }),
  ),
});

/** The chunks of files that hold the reference's own examples: a prompt first, then its answer token by token. */
export function readExampleChunks(): readonly VectorChunk[] {
  return vectorFiles.flatMap(({ name, content }) => {
    const blocks = (content as { blocks?: readonly unknown[] }).blocks ?? [];
    return blocks.flatMap((it) => {
      const parsed = example.safeParse(it);
      return parsed.success ? chunksOf(name, parsed.data) : [];
    });
  });
}

function chunksOf(file: string, its: z.infer<typeof example>): readonly VectorChunk[] {
  return its.checks.flatMap((check) => {
    const chunks = group(check.activations.map(hexPatterns), its);
    return its.proofs_base64.map((proof, at) => ({
      name: `${file} ${its.name} times ${check.multiplier_float32} chunk ${at}`,
      claim: toClaim(proof, its.topk),
      patterns: chunks[at] ?? [],
      hasTie: its.boundary_tie[at] ?? false,
      cpp: null,
      python: check.results_python_path[at] ?? null,
    }));
  });
}

/** The prompt is a chunk of its own, unless it is skipped. */
function group(rows: readonly (readonly number[])[], its: z.infer<typeof example>): readonly (readonly number[])[] {
  const [prompt, answer] = its.skip_prefill ? [[], rows] : [rows.slice(0, 1), rows.slice(1)];
  const size = its.decode_batching_size;
  const count = Math.ceil(answer.length / size);
  return [...prompt, ...Array.from({ length: count }, (_, at) => answer.slice(at * size, (at + 1) * size).flat())];
}
