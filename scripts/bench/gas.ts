import type { Address } from 'viem';
import type { Figure } from './figure.ts';
import { openGasChain } from './gas/chain.ts';
import { measureClaims } from './gas/claims.ts';
import { measureDeposits } from './gas/deposits.ts';
import { measureJudging } from './gas/judging.ts';
import { benchGenesis, enrol, operate } from './gas/members.ts';
import { measurePlainGovernor } from './gas/plainGovernor.ts';
import { measureReceipts } from './gas/receipts.ts';
import { measureVotes } from './gas/votes.ts';

const PEOPLE = [4, 5, 6, 7, 8] as const;
const OPERATORS = [10, 11, 12] as const;

/** Measures the gas of common actions beside their peers, on one chain in this process. */
export async function benchGas(): Promise<readonly Figure[]> {
  const chain = await openGasChain();
  try {
    const commons = await chain.deployCommons(benchGenesis());
    const accountOf = (index: number) => chain.accounts[index] as Address;
    for (const index of [...PEOPLE, ...OPERATORS]) await enrol(chain, commons, accountOf(index));
    const operators: { readonly account: Address; readonly id: bigint }[] = [];
    for (const index of OPERATORS) {
      const account = accountOf(index);
      operators.push({ account, id: await operate(chain, commons, account, 10_000n) });
    }
    const [north, south] = operators as [(typeof operators)[number], (typeof operators)[number]];
    const peer = await measurePlainGovernor(chain, PEOPLE);
    return [
      ...(await measureDeposits(chain, commons, north.account)),
      ...(await measureReceipts({ chain, commons, operator: north.account })),
      ...(await measureJudging(chain, commons)),
      ...(await measureClaims({ chain, commons, operators: [north, south] })),
      // Last, as it fills the commons with members.
      ...(await measureVotes({ chain, commons, people: PEOPLE, operators: OPERATORS, peer })),
    ];
  } finally {
    await chain.close();
  }
}
