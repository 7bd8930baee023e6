import type { ContractEventArgsFromTopics, ContractEventName, Hex } from 'viem';
import type { Write } from '../store/write.ts';
import type { Abis, IndexedContract } from './abi.ts';

/** Where on the chain an event stands. */
export type Position = {
  readonly block: number;
  readonly logIndex: number;
  /** Unix seconds. */
  readonly time: number;
  readonly transaction: Hex;
};

type EventName<C extends IndexedContract> = ContractEventName<Abis[C]>;

/** One kind of event becomes rows; it reads nothing, so the same events always give the same rows. */
type Apply<C extends IndexedContract, N extends EventName<C>> = (
  write: Write,
  args: ContractEventArgsFromTopics<Abis[C], N, true>,
  position: Position,
) => void;

/** What a domain does with the events of its contracts. */
export type Handlers = {
  readonly [C in IndexedContract]?: { readonly [N in EventName<C>]?: Apply<C, N> };
};
