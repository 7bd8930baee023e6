import type { SampleRow } from '../blocks/batchList.ts';
import { compareText } from '../compareText.ts';

/** Words that a run reads from each deposit, sorted by identifier. */
export function countExposure(rows: readonly SampleRow[]): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const { id, length } of rows) words.set(id, (words.get(id) ?? 0) + length);
  return new Map([...words].sort(([a], [b]) => compareText(a, b)));
}
