import type { AdapterCard } from '../../../protocol/blocks/adapterCard.ts';
import type { Core } from '../../../protocol/blocks/core.ts';
import { compareText } from '../../../protocol/compareText.ts';
import type { DrawnRun } from '../../../protocol/corpus/drawRun.ts';
import { buildRows, type RowOptions, type TokenRows } from '../../../protocol/corpus/rows.ts';
import type { HeldOutRows } from '../fineTune.ts';

type Lists = Pick<DrawnRun, 'rows' | 'heldOut'>;

/** The deposits that a run reads: those of its list, and those that it holds out. Sorted. */
export function depositsRead({ rows, heldOut }: Lists): readonly string[] {
  return [...new Set([...rows.map(({ id }) => id), ...[...heldOut.values()].flat()])].sort();
}

type HeldOutOptions = RowOptions & { readonly cores: ReadonlyMap<string, Core> };

/** The token rows that a run is evaluated on: held-out texts as a whole, by register. @throws TextMissingError */
export function heldOutRows({ heldOut }: Pick<Lists, 'heldOut'>, { cores, ...how }: HeldOutOptions): HeldOutRows {
  return Object.fromEntries(
    [...heldOut].map(([register, ids]) => {
      const whole = ids.map((id) => ({ id, start: 0, length: cores.get(id)?.bytes ?? 0, epoch: 0 }));
      return [register, buildRows(whole, how).rows];
    }),
  );
}

/** How many tokens were made of each register's bytes. */
export function countTokens(
  { tokens }: Pick<TokenRows, 'tokens'>,
  cores: ReadonlyMap<string, Core>,
): AdapterCard['rows']['registers'] {
  const registers = Map.groupBy(tokens, ([id]) => cores.get(id)?.register as string);
  return [...registers]
    .map(([register, own]) => ({ register, tokens: own.reduce((sum, [, count]) => sum + count, 0) }))
    .sort((a, b) => compareText(a.register, b.register));
}
