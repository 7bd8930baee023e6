import { findContradictions } from '../../deploy/genesis/consistency.ts';
import { findBroken } from '../../deploy/genesis/liveness.ts';
import { findBreaches } from '../../deploy/genesis/productionBounds.ts';
import { readGenesis } from '../../deploy/genesis/read.ts';
import { parseGenesis } from '../../deploy/genesis/schema.ts';
import type { Genesis } from '../../deploy/genesis/shape.ts';

/** One number of the production genesis, changed, and what refused it. */
export type NumberMutant = { readonly id: string; readonly to: number; readonly killedBy: string | null };

type Json = { [key: string]: Json } | Json[] | string | number;
type Leaf = { readonly path: readonly string[]; readonly value: number };

/** Each number a tenth, ten times, zero and one more or less at the rim of what is allowed would all be too many: these two decide. */
const CHANGES: readonly { readonly sign: string; readonly change: (value: number) => number }[] = [
  { sign: '/10', change: (value) => Math.floor(value / 10) },
  { sign: 'x10', change: (value) => value * 10 },
];

/** Changes every number of the production genesis tenfold either way and asks the checks of `tilth deploy` to notice. */
export function mutateGenesis(): readonly NumberMutant[] {
  const genesis = readGenesis('production') as unknown as Json;
  return findNumbers(genesis, []).flatMap(({ path, value }) =>
    CHANGES.filter(({ change }) => change(value) !== value).map(({ sign, change }) => {
      const to = change(value);
      return { id: `genesis.${path.join('.')}${sign}`, to, killedBy: findRefusal(withNumber(genesis, path, to)) };
    }),
  );
}

function findNumbers(value: Json, path: readonly string[]): readonly Leaf[] {
  if (typeof value === 'number') return [{ path, value }];
  if (typeof value === 'string') return [];
  return Object.entries(value).flatMap(([key, inner]) => findNumbers(inner as Json, [...path, key]));
}

function withNumber(value: Json, [key, ...rest]: readonly string[], to: number): Json {
  if (key === undefined) return to;
  const copy = Array.isArray(value) ? [...value] : { ...(value as { [key: string]: Json }) };
  (copy as { [key: string]: Json })[key] = withNumber((copy as { [key: string]: Json })[key] as Json, rest, to);
  return copy;
}

function findRefusal(changed: Json): string | null {
  let genesis: Genesis;
  try {
    genesis = parseGenesis(changed);
  } catch (error) {
    return (error as Error).message;
  }
  return findContradictions(genesis)[0] ?? findBreaches(genesis)[0] ?? findBroken(genesis)[0] ?? null;
}
