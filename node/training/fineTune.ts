import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Adapter } from '../models/adapter/adapter.ts';
import type { BaseModel } from '../models/base/loadBase.ts';
import type { Projection } from '../models/decoder/parameters.ts';
import { bytesOfTokens } from '../models/decoder/tokenizer.ts';
import { createOptimiser, type Optimiser, type OptimiserState } from './optimiser.ts';

/** The settings of a fine-tuning run; with the rows they fix its result. */
export type FineTuneSettings = {
  readonly steps: number;
  /** Rows in one step. */
  readonly batch: number;
  /** Tokens that each row predicts; a row holds one more. */
  readonly sequence: number;
  readonly learningRate: number;
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly Projection[];
  readonly seed: number;
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
};

/** Settings that suit the base that ships with the repository and about twenty seconds on two cores. */
export const DEFAULT_SETTINGS: FineTuneSettings = {
  steps: 80,
  batch: 8,
  sequence: 128,
  learningRate: 1e-2,
  rank: 8,
  alpha: 16,
  targets: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
  seed: 1,
  checkpointEvery: 8,
};

/** Token rows kept apart from training, by register. */
export type HeldOutRows = Readonly<Record<string, readonly Int32Array[]>>;

/** Mean loss per token, in nats, by register. */
type LossByRegister = Readonly<Record<string, number>>;

/** The sha256 of parameters and optimiser state after a step. */
export type Checkpoint = { readonly step: number; readonly hash: `0x${string}` };

/** What a run reports after each step. */
export type StepProgress = { readonly step: number; readonly steps: number; readonly loss: number };

export type FineTuneOptions = {
  readonly base: BaseModel;
  /** Taken in order, `batch` a step, from the start again when they run out. */
  readonly rows: readonly Int32Array[];
  readonly heldOut: HeldOutRows;
  readonly settings: FineTuneSettings;
  readonly threads?: number;
  readonly onStep?: ((progress: StepProgress) => void) | undefined;
  readonly onCheckpoint?: ((checkpoint: Checkpoint, state: OptimiserState) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type FineTuneResult = {
  readonly adapter: Adapter;
  readonly lossBefore: LossByRegister;
  readonly lossAfter: LossByRegister;
  readonly checkpoints: readonly Checkpoint[];
  readonly tokensPerSecond: number;
};

/** Trains an adapter over a base on rows in the given order. */
export async function fineTune(options: FineTuneOptions): Promise<FineTuneResult> {
  const { base, rows, heldOut, settings, signal } = options;
  if (rows.length === 0) throw new NoRowsError();
  const { rank, alpha, targets, steps, batch, sequence } = settings;
  const trainer = await createSettingsTrainer(base, settings, options.threads);
  try {
    const lossBefore = await measure(trainer, heldOut);
    const checkpoints: Checkpoint[] = [{ step: 0, hash: trainer.hash() }];
    const started = performance.now();
    for (let step = 1; step <= steps; step++) {
      signal?.throwIfAborted();
      const loss = await trainer.step(rowsOfStep(rows, batch, step), rateOfStep(settings, step));
      options.onStep?.({ step, steps, loss });
      if (step % settings.checkpointEvery !== 0 && step !== steps) continue;
      const checkpoint = { step, hash: trainer.hash() };
      checkpoints.push(checkpoint);
      options.onCheckpoint?.(checkpoint, trainer.state());
    }
    const seconds = (performance.now() - started) / 1000;
    return {
      adapter: { rank, alpha, targets, baseHash: base.weightsHash, tensors: trainer.parameters() },
      lossBefore,
      lossAfter: await measure(trainer, heldOut),
      checkpoints,
      tokensPerSecond: Math.round((steps * batch * sequence) / seconds),
    };
  } finally {
    await trainer.release();
  }
}

/**
 * Creates the trainer of a run, before its first step; a verifier restores a checkpoint into it. A token counts for the bytes
 * that it stands for, so that what is learnt of a register is its share of bytes, however a base's tokenizer cuts its script.
 */
export function createSettingsTrainer(base: BaseModel, settings: FineTuneSettings, threads = 1): Promise<Optimiser> {
  const { rank, alpha, targets, batch, sequence, seed } = settings;
  const { config, parameters } = base;
  const bytes = bytesOfTokens(base.tokenizerJson);
  const weightOf = (token: number) => bytes.get(token)?.length ?? 1;
  const lora = { rank, alpha, targets };
  return createOptimiser({ config, base: parameters, lora, batch, sequence, seed, threads, weightOf });
}

/** Gives the rows that step `step` (from 1) trains on. */
export function rowsOfStep(rows: readonly Int32Array[], batch: number, step: number): Int32Array[] {
  const start = (step - 1) * batch;
  return Array.from({ length: batch }, (_, index) => rows[(start + index) % rows.length] as Int32Array);
}

/** Gives the learning rate of step `step`: a short warm-up, then a straight line down to a tenth. */
export function rateOfStep({ learningRate, steps }: FineTuneSettings, step: number): number {
  return learningRate * Math.min(1, step / 10) * (1 - (0.9 * step) / steps);
}

/** Gives the mean loss of each register that has rows, without training. */
export async function measure(trainer: Optimiser, heldOut: HeldOutRows): Promise<LossByRegister> {
  const losses: Record<string, number> = {};
  for (const [register, rows] of Object.entries(heldOut)) {
    if (rows.length > 0) losses[register] = await trainer.evaluate(rows);
  }
  return losses;
}

/** A run was started without rows. */
export class NoRowsError extends BaseError {
  override readonly name = 'NoRowsError';
  override readonly kind = 'missing';
  constructor() {
    super('There are no rows to train on.', { hint: 'Choose texts that hold at least one row of tokens together.' });
  }
}
