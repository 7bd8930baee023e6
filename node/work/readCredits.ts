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

/** Reads credited work from the chain; `credited` gives those whose work may be there. */
export function createCreditReader(chain: Pick<Chain, 'read'>, credited: () => readonly bigint[]): CreditReader {
  const unitsAt: CreditReader['unitsAt'] = (operatorId, cutoff) =>
    chain.read({ contract: 'workLedger', functionName: 'unitsAt', args: [operatorId, cutoff] });
  const readRow = async (operatorId: bigint, cutoff: number): Promise<CreditRow> => {
    const [units, account] = await Promise.all([
      unitsAt(operatorId, cutoff),
      chain.read({ contract: 'identityRegistry', functionName: 'accountOf', args: [operatorId] }),
    ]);
    return { operatorId, account, units };
  };

  return {
    unitsAt,
    rowsAt: async (cutoff) => {
      const rows: CreditRow[] = [];
      const all = credited();
      for (let start = 0; start < all.length; start += AT_ONCE) {
        const some = all.slice(start, start + AT_ONCE);
        rows.push(...(await Promise.all(some.map((operatorId) => readRow(operatorId, cutoff)))));
      }
      return rows.filter(({ units }) => units > 0n);
    },
    isTrue: async ({ operatorId, account, units }, cutoff) => {
      const [expected, boundTo] = await Promise.all([
        unitsAt(operatorId, cutoff),
        chain.read({ contract: 'identityRegistry', functionName: 'boundTo', args: [account] }),
      ]);
      return expected === units && boundTo === operatorId;
    },
  };
}
