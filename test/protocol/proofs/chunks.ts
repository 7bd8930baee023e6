import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Claim } from '../../../protocol/proofs/chunk.ts';
import { fromBf16, readWords, toBf16 } from '../../../protocol/proofs/floats.ts';
import type { Point } from '../../../protocol/proofs/points.ts';
import { topK } from '../../../protocol/proofs/topK.ts';
import { disturb, makeActivations } from './generator.ts';

const FOLDER = new URL('../../contracts/work/vectors/', import.meta.url);

const result = z.array(z.tuple([z.number(), z.number(), z.number()]));
const check = z.object({
  kind: z.string(),
  eps: z.number(),
  noise_seed: z.number(),
  bf16_hex: z.string().optional(),
  boundary_tie: z.array(z.boolean()).optional(),
  results_cpp: result.optional(),
  results_python: result.optional(),
});
const block = z.object({
  seed: z.number().default(0),
  T: z.number(),
  D: z.number(),
  mode: z.string(),
  decode_batching_size: z.number(),
  topk: z.number(),
  bf16_hex: z.string().optional(),
  boundary_tie: z.array(z.boolean()).optional(),
  proofs_base64: z.array(z.string()),
  checks: z.array(check).default([]),
});
const forgedFile = z.object({
  profile: z.string(),
  block: block.omit({ proofs_base64: true }),
  forged: z.array(
    z.object({
      name: z.string(),
      proof_base64: z.string(),
      negate: z.boolean().optional(),
      expect: z.enum(['accept', 'reject']),
    }),
  ),
});

/** One chunk of a vector file with the activations that a verifier has, and what the reference says of them. */
export type VectorChunk = {
  readonly name: string;
  readonly claim: Claim;
  /** The verifier's bf16 patterns. */
  readonly patterns: readonly number[];
  readonly hasTie: boolean;
  readonly cpp: readonly number[] | null;
  readonly python: readonly number[] | null;
};

/** The vector files by name, with whatever lies in their folder. */
export const vectorFiles: readonly { readonly name: string; readonly content: unknown }[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => ({ name, content: JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as unknown }));

/** All chunks of all files that have blocks of rows in a generator's or in inline activations. */
export function readBlockChunks(): readonly VectorChunk[] {
  return vectorFiles.flatMap(({ name, content }) => {
    const blocks = (content as { blocks?: readonly unknown[] }).blocks ?? [];
    return blocks.flatMap((it, at) => {
      const parsed = block.safeParse(it);
      return parsed.success ? chunksOf(`${name} block ${at}`, parsed.data) : [];
    });
  });
}

/** The forged chunks of all files that have some. */
export function readForged() {
  return vectorFiles.flatMap(({ name, content }) => {
    const parsed = forgedFile.safeParse(content);
    if (!parsed.success) return [];
    const { block: its, profile, forged } = parsed.data;
    const patterns = patternsOf(its);
    return forged.map((it) => ({
      name: `${name}: ${it.name}`,
      profile,
      claim: toClaim(it.proof_base64, its.topk),
      patterns: it.negate ? patterns.map((pattern) => pattern ^ 0x8000) : patterns,
      expect: it.expect,
    }));
  });
}

/** A one-word chunk from base64. */
export const toClaim = (base64: string, k: number): Claim => ({
  chunk: new Uint8Array(Buffer.from(base64, 'base64')),
  k,
  isTwoWord: false,
});

/** Points at the top k of a verifier's own patterns. */
export function topPoints(patterns: readonly number[], k: number): readonly Point[] {
  return topK(patterns, k).indices.map((index) => ({ index, own: patterns[index] ?? 0 }));
}

function chunksOf(name: string, its: z.infer<typeof block>): readonly VectorChunk[] {
  const itself = { kind: 'rel', eps: 0, noise_seed: 0, bf16_hex: its.bf16_hex };
  const size = its.decode_batching_size * its.D;
  return [check.parse(itself), ...its.checks].flatMap((it, at) => {
    const patterns = it.bf16_hex ? hexPatterns(it.bf16_hex) : patternsOf(its, it);
    return its.proofs_base64.map((proof, chunk) => ({
      name: `${name} ${at === 0 ? 'itself' : `check ${at - 1}`} chunk ${chunk}`,
      claim: toClaim(proof, its.topk),
      patterns: patterns.slice(chunk * size, (chunk + 1) * size),
      hasTie: Boolean(its.boundary_tie?.[chunk] || it.boundary_tie?.[chunk]),
      cpp: at === 0 ? [0, 0, 0] : (it.results_cpp?.[chunk] ?? null),
      python: at === 0 ? [0, 0, 0] : (it.results_python?.[chunk] ?? null),
    }));
  });
}

type Source = Omit<z.infer<typeof block>, 'proofs_base64'>;

function patternsOf(its: Source, noise?: z.infer<typeof check>): readonly number[] {
  if (its.bf16_hex && !noise) return hexPatterns(its.bf16_hex);
  const isInline = its.mode === 'inline' && its.bf16_hex;
  const made = isInline ? Float32Array.from(hexPatterns(isInline), fromBf16) : makeActivations(its);
  return Array.from(noise ? disturb(made, its, noise) : made, toBf16);
}

export const hexPatterns = (hex: string) => readWords(new Uint8Array(Buffer.from(hex, 'hex')));
