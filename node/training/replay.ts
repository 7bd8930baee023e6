import { createHash } from 'node:crypto';
import { encodeAdapter } from '../models/adapter/adapter.ts';
import type { BaseModel } from '../models/base/loadBase.ts';
import {
  type Checkpoint,
  createSettingsTrainer,
  type FineTuneSettings,
  type HeldOutRows,
  measure,
  rateOfStep,
  rowsOfStep,
} from './fineTune.ts';
import type { Optimiser, OptimiserState } from './optimiser.ts';

/** A segment of a run: from a kept state, or from the start of the run, to the step of the next checkpoint. */
export type Segment = { readonly from: OptimiserState | null; readonly toStep: number };

export type ReplayOptions = {
  readonly base: BaseModel;
  readonly rows: readonly Int32Array[];
  readonly settings: FineTuneSettings;
  readonly segments: readonly Segment[];
  /** The state in which the run ended, and what it is evaluated on; the adapter is read from it. */
  readonly final: OptimiserState;
  readonly heldOut: HeldOutRows;
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
};

/** The hashes at both ends of a segment that was trained again. */
type ReplayedSegment = { readonly start: Checkpoint; readonly end: Checkpoint };

/** What comes out when parts of a run are done again. On the same runtime class, every bit of an honest run. */
export type ReplayResult = {
  readonly segments: readonly ReplayedSegment[];
  readonly final: Checkpoint;
  /** sha256 of the adapter's file in the final state. */
  readonly weightsHash: `0x${string}`;
  readonly lossBefore: Readonly<Record<string, number>>;
  readonly lossAfter: Readonly<Record<string, number>>;
};

/** Trains segments of a run again, and evaluates its start and its end. */
export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const { base, settings, segments, final, heldOut } = options;
  const trainer = await createSettingsTrainer(base, settings, options.threads);
  try {
    const start = trainer.state();
    const lossBefore = await measure(trainer, heldOut);
    const replayed: ReplayedSegment[] = [];
    for (const { from, toStep } of segments) {
      trainer.restore(from ?? start);
      replayed.push(await trainSegment(trainer, toStep, from?.step ?? 0, options));
    }
    trainer.restore(final);
    const { rank, alpha, targets } = settings;
    const adapter = { rank, alpha, targets, baseHash: base.weightsHash, tensors: trainer.parameters() };
    return {
      segments: replayed,
      final: { step: final.step, hash: trainer.hash() },
      weightsHash: `0x${createHash('sha256').update(encodeAdapter(adapter)).digest('hex')}`,
      lossBefore,
      lossAfter: await measure(trainer, heldOut),
    };
  } finally {
    await trainer.release();
  }
}

async function trainSegment(
  trainer: Optimiser,
  toStep: number,
  fromStep: number,
  { rows, settings, signal }: ReplayOptions,
): Promise<ReplayedSegment> {
  const start = { step: fromStep, hash: trainer.hash() };
  for (let step = fromStep + 1; step <= toStep; step++) {
    signal?.throwIfAborted();
    await trainer.step(rowsOfStep(rows, settings.batch, step), rateOfStep(settings, step));
  }
  return { start, end: { step: toStep, hash: trainer.hash() } };
}
