import { keccak256, toHex } from 'viem';
import type { Genesis } from './shape.ts';

/** Hash of a genesis, the same whatever the order of its keys. */
export function hashGenesis(genesis: Genesis): `0x${string}` {
  return keccak256(toHex(JSON.stringify(sortKeys(genesis))));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
