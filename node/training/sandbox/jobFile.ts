import { z } from 'zod';
import { lowerBytes32 } from '../../../protocol/scalars.ts';
import { PROJECTIONS, type Projection } from '../../models/decoder/parameters.ts';
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
  SafetensorsError,
} from '../../models/safetensors/safetensors.ts';
import type { OptimiserState } from '../optimiser.ts';

const projections = Object.keys(PROJECTIONS) as [Projection, ...Projection[]];

/** What a job directory's `job.json` says; the rows lie beside it in `rows.bin`. */
export const jobFileSchema = z.object({
  baseDirectory: z.string(),
  threads: z.number().int().min(1).max(64),
  /** Training rows come first in `rows.bin`, then each register's held-out rows. */
  trainingRows: z.number().int().min(1),
  heldOut: z.array(z.object({ register: z.string().max(64), rows: z.number().int().nonnegative() })),
  settings: z.object({
    steps: z.number().int().min(1).max(100_000),
    batch: z.number().int().min(1).max(256),
    sequence: z.number().int().min(1).max(4096),
    learningRate: z.number().positive().max(1),
    rank: z.number().int().min(1).max(256),
    alpha: z.number().positive(),
    targets: z.array(z.enum(projections)).min(1),
    seed: z.number().int(),
    checkpointEvery: z.number().int().min(1),
  }),
});

const losses = z.record(z.string(), z.number());
const checkpoint = z.object({ step: z.number().int().nonnegative(), hash: lowerBytes32 });

/** What a finished job's `result.json` says; the adapter lies beside it. */
export const jobResultSchema = z.object({
  lossBefore: losses,
  lossAfter: losses,
  checkpoints: z.array(checkpoint),
  tokensPerSecond: z.number(),
});

/** One line of a job's standard output. */
export const jobProgressSchema = z.object({
  step: z.number().int(),
  steps: z.number().int(),
  loss: z.number(),
});

/** What a job directory's `replay.json` says; the states that it starts from lie beside it, as checkpoints. */
export const replayFileSchema = z.object({
  segments: z.array(z.object({ fromStep: z.number().int().nonnegative(), toStep: z.number().int().positive() })),
  finalStep: z.number().int().positive(),
});

/** What a finished replay's `result.json` says. */
export const replayResultSchema = z.object({
  segments: z.array(z.object({ start: checkpoint, end: checkpoint })),
  final: checkpoint,
  weightsHash: lowerBytes32,
  lossBefore: losses,
  lossAfter: losses,
});

export const JOB_FILE = 'job.json';
export const REPLAY_FILE = 'replay.json';
export const ROWS_FILE = 'rows.bin';
export const RESULT_FILE = 'result.json';
export const ADAPTER_FILE = 'adapter.safetensors';

/** Gives the name of the file that holds the checkpoint of a step. */
export function checkpointFile(step: number): string {
  return `checkpoint-${step}.safetensors`;
}

const stepSchema = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

/** Writes a checkpoint: parameters, optimiser state and step, without loss of a bit. */
export function encodeTrainerState({ step, tensors }: OptimiserState): Uint8Array {
  const named = new Map<string, NamedTensor>();
  for (const [name, data] of tensors) named.set(name, { shape: [data.length], data });
  return encodeSafetensors({ tensors: named, metadata: { step: String(step) } }, 'F32');
}

/** Reads a checkpoint; throws `SafetensorsError` for anything malformed. */
export function decodeTrainerState(bytes: Uint8Array): OptimiserState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const step = stepSchema.safeParse(metadata.step);
  if (!step.success) throw new SafetensorsError('it does not say its step', undefined, step.error);
  return { step: step.data, tensors: new Map([...tensors].map(([name, { data }]) => [name, data])) };
}
