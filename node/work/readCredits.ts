import type { Address } from 'viem';
import type { CreditRow } from '../../protocol/blocks/creditList.ts';
import type { Chain } from '../chain/chain.ts';

/** What the chain says about verified work. */
export type CreditReader = {
  /** A row for every operator that had been credited work at a time; the time must be in the past. */
  readonly rowsAt: (cutoff: number) => Promise<readonly CreditRow[]>;
  readonly unitsAt: (operatorId: bigint, cutoff: number) => Promise<bigint>;
  /** Tells whether a row is what the chain says, by the rule that Settlement refutes by. */
  readonly isTrue: (row: CreditRow, cutoff: number) => Promise<boolean>;
};

/** Reads at the same time, so that a large commons does not flood the RPC. */
const AT_ONCE = 50;

/** Reads credited work from the chain; operators are learned from events, each block once. */
export function createCreditReader(chain: Pick<Chain, 'read' | 'events' | 'client'>): CreditReader {
  const operators = new Set<bigint>();
  let next: bigint | undefined;

  const learnOperators = async (): Promise<void> => {
    const toBlock = await chain.client.getBlockNumber();
    const query = { contract: 'workLedger', eventName: 'WorkCredited', toBlock } as const;
    const range = next === undefined ? query : { ...query, fromBlock: next };
    for (const { args } of await chain.events<{ operatorId: bigint }>(range)) operators.add(args.operatorId);
    next = toBlock + 1n;
  };
  const unitsAt: CreditReader['unitsAt'] = (operatorId, cutoff) =>
    chain.read<bigint>({ contract: 'workLedger', functionName: 'unitsAt', args: [operatorId, cutoff] });
  const readRow = async (operatorId: bigint, cutoff: number): Promise<CreditRow> => {
    const [units, account] = await Promise.all([
      unitsAt(operatorId, cutoff),
      chain.read<Address>({ contract: 'identityRegistry', functionName: 'accountOf', args: [operatorId] }),
    ]);
    return { operatorId, account, units };
  };

  return {
    unitsAt,
    rowsAt: async (cutoff) => {
      await learnOperators();
      const rows: CreditRow[] = [];
      const all = [...operators].sort((a, b) => (a < b ? -1 : 1));
      for (let start = 0; start < all.length; start += AT_ONCE) {
        const some = all.slice(start, start + AT_ONCE);
        rows.push(...(await Promise.all(some.map((operatorId) => readRow(operatorId, cutoff)))));
      }
      return rows.filter(({ units }) => units > 0n);
    },
    isTrue: async ({ operatorId, account, units }, cutoff) => {
      const bound = { contract: 'identityRegistry', functionName: 'boundTo', args: [account] } as const;
      const [expected, boundTo] = await Promise.all([unitsAt(operatorId, cutoff), chain.read<bigint>(bound)]);
      return expected === units && boundTo === operatorId;
    },
  };
}
