import type { BaseModel } from '../models/base/loadBase.ts';
import { type Checkpoint, createSettingsTrainer, type FineTuneSettings, rateOfStep, rowsOfStep } from './fineTune.ts';
import type { OptimiserState } from './optimiser.ts';

export type SegmentOptions = {
  readonly base: BaseModel;
  readonly rows: readonly Int32Array[];
  readonly settings: FineTuneSettings;
  /** The checkpoint that the segment starts from; without it, the start of the run. */
  readonly from?: OptimiserState | undefined;
  readonly toStep: number;
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
};

/** The hashes at both ends of a segment that was trained again. */
export type ReplayedSegment = { readonly start: Checkpoint; readonly end: Checkpoint };

/** Trains one segment of a run again; on the same runtime class an honest run has the same hashes at both ends. */
export async function replaySegment(options: SegmentOptions): Promise<ReplayedSegment> {
  const { base, rows, settings, from, toStep, signal } = options;
  const trainer = await createSettingsTrainer(base, settings, options.threads);
  try {
    if (from) trainer.restore(from);
    const firstStep = from?.step ?? 0;
    const start = { step: firstStep, hash: trainer.hash() };
    for (let step = firstStep + 1; step <= toStep; step++) {
      signal?.throwIfAborted();
      await trainer.step(rowsOfStep(rows, settings.batch, step), rateOfStep(settings, step));
    }
    return { start, end: { step: toStep, hash: trainer.hash() } };
  } finally {
    await trainer.release();
  }
}
