import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Random } from '../simulate/random.ts';
import { below, drawCbor, pick } from './draw.ts';
import { openReport, processorMs, type Report } from './report.ts';

export type FuzzOptions = { readonly random: Random; readonly seconds: number };

/** Gives inputs of one kind to what reads them, for so many seconds. */
export type Fuzz = (options: FuzzOptions) => Promise<Report>;

/** Tells, call by call, whether there is time left. */
export function timer(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() < end;
}

type Decoding = FuzzOptions & {
  readonly kind: string;
  readonly good: readonly unknown[];
  readonly readers: readonly ((bytes: Uint8Array) => unknown)[];
  readonly mostBytes: (reader: number) => number;
};

/** Gives readers of bytes what is almost right, or nothing like it; they may refuse with an error of ours, and do no more. */
export async function decodeBytes({ random, seconds, kind, good, readers, mostBytes }: Decoding): Promise<Report> {
  const report = openReport(kind);
  const isTimeLeft = timer(seconds);
  while (isTimeLeft()) {
    const index = below(random, readers.length);
    // Longer ones are refused by their length before a reader sees them.
    const bytes = drawCbor(random, pick(random, good), mostBytes(index)).subarray(0, mostBytes(index));
    const before = processorMs();
    try {
      (readers[index] as (typeof readers)[number])(bytes);
    } catch (error) {
      if (!(error instanceof BaseError)) report.fault(`a reader threw ${String(error).slice(0, 80)}`, bytes);
    }
    report.add(bytes, processorMs() - before);
  }
  return report.close();
}
