import type { ContractErrorArgs } from 'viem';
import type { Abis } from '../../abi/abis.ts';
import type { ContractName } from '../../deployment.ts';

type ContractError = Extract<Abis[ContractName][number], { readonly type: 'error' }>;
type Named<N extends string> = Extract<ContractError, { readonly name: N }>;
/** One tuple for each of the forms that an error of this name has in different contracts. */
type Values<E> = E extends ContractError
  ? ContractErrorArgs<readonly [E]> extends infer V extends readonly unknown[]
    ? [...V]
    : never
  : never;

/** A refusal in words: what is wrong, and what its reader can do next. */
export type RefusalWords = readonly [sentence: string, hint?: string];

/** Sentences by the name of a contract's error; names and values are checked against the ABIs. */
export type RefusalTable = {
  readonly [N in ContractError['name']]?: (...values: Values<Named<N>>) => RefusalWords;
};

/** A time of the chain, which is in seconds, as people write it. */
export function utc(seconds: bigint | number): string {
  const milliseconds = Number(seconds) * 1000;
  // The contracts' word for no end at all.
  if (milliseconds > 8.64e15) return 'the end of time';
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Basis points as a percentage. */
export function percent(basisPoints: bigint | number): string {
  return `${Number(basisPoints) / 100} %`;
}
