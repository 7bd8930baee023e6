import type { Hex } from 'viem';
import type { AdapterCard } from '../blocks/adapterCard.ts';

type Training = AdapterCard['training'];

/** As many steps as read every row once; the last is filled up from the start again. */
export function stepsFor(rows: number, { batch }: Pick<Training, 'batch'>): number {
  return Math.ceil(rows / batch);
}

/** The seed of a run also draws the adapter that its training starts from. */
export function adapterSeed(seed: Hex): number {
  return Number.parseInt(seed.slice(2, 10), 16) >>> 1;
}

/** The most segments of a run: each verifier does a few of them again, and a lie in one of very many would not be seen. */
export const MOST_SEGMENTS = 16;

/** The steps after which a run keeps its state, the last one among them. */
export function checkpointSteps({ steps, checkpointEvery }: Pick<Training, 'steps' | 'checkpointEvery'>): number[] {
  const count = Math.ceil(steps / checkpointEvery);
  return Array.from({ length: count }, (_, i) => Math.min(steps, (i + 1) * checkpointEvery));
}
