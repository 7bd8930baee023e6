import type { FineTuneSettings } from '../../../node/training/fineTune.ts';

export const tinySettings: FineTuneSettings = {
  steps: 12,
  batch: 3,
  sequence: 10,
  learningRate: 0.02,
  rank: 2,
  alpha: 4,
  targets: ['q_proj', 'v_proj', 'down_proj'],
  seed: 4,
  checkpointEvery: 4,
};

/** Rows that follow a simple rule, so that a few steps can learn it. */
export function createTinyRows(count: number, offset = 0): Int32Array[] {
  return Array.from({ length: count }, (_, row) =>
    Int32Array.from({ length: tinySettings.sequence + 1 }, (_, index) => 3 + ((offset + row * 5 + index * 2) % 20)),
  );
}
