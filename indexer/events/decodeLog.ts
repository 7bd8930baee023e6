import { type Abi, type AbiEvent, decodeEventLog, type Hex, toEventSelector } from 'viem';
import { abis, type IndexedContract } from './abi.ts';

export type RawLog = {
  readonly contract: IndexedContract;
  readonly topics: [] | [signature: Hex, ...args: Hex[]];
  readonly data: Hex;
};

export type DecodedEvent = { readonly eventName: string; readonly args: unknown };

/** Events by contract and first topic, hashed once: viem would hash the whole ABI again for every log. */
const events: ReadonlyMap<string, AbiEvent> = new Map(
  Object.entries<Abi>(abis).flatMap(([contract, abi]) =>
    abi
      .filter((item): item is AbiEvent => item.type === 'event')
      .map((item) => [`${contract} ${toEventSelector(item)}`, item] as const),
  ),
);

/** Decodes a log of one of our contracts; null when its event is not in the ABI. */
export function decodeLog({ contract, topics, data }: RawLog): DecodedEvent | null {
  const item = events.get(`${contract} ${topics[0]}`);
  if (!item) return null;
  try {
    return decodeEventLog({ abi: [item], topics, data }) as DecodedEvent;
  } catch {
    return null;
  }
}
