import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { type Address, numberToHex, pad } from 'viem';
import type { Figure } from '../figure.ts';
import type { GasChain } from './chain.ts';
import type { Commons } from './members.ts';
import { row } from './row.ts';

const FIRST_CEILING = 62_000;
const LATER_CEILING = 45_000;
const HOLDERS = 10_000;

type Operator = { readonly account: Address; readonly id: bigint };
type Options = {
  readonly chain: GasChain;
  readonly commons: Commons;
  readonly operators: readonly [Operator, Operator];
};

/** Claims of verified work from the ledger itself, the first time and later, beside a Merkle distributor. */
export async function measureClaims({ chain, commons, operators }: Options): Promise<readonly Figure[]> {
  const peer = { name: 'Merkle distributor', gas: await measureDistributor(chain) };
  const [minter = '0x'] = chain.accounts;
  const spotCheck = await chain.impersonate(commons.spotCheck.address);
  const claim = ({ id }: Operator) =>
    chain.send({ from: minter, to: commons.contributionCredits, name: 'claim', args: [id] });

  const figures: Figure[] = [];
  for (const [index, operator] of operators.entries()) {
    const of = index === 0 ? 'one operator' : 'another';
    figures.push(row(`first claim of ${of}`, await claim(operator), { ceiling: FIRST_CEILING, peer }));
    await chain.pass(86_400);
    await chain.send({ from: spotCheck, to: commons.workLedger, name: 'credit', args: [operator.id, 1_000n] });
    figures.push(row(`later claim of ${of}`, await claim(operator), { ceiling: LATER_CEILING, peer }));
  }
  return figures;
}

/** What a holder among ten thousand pays who claims from a root, a place in the bitmap being in use already. */
async function measureDistributor(chain: GasChain): Promise<number> {
  const [minter = '0x'] = chain.accounts;
  const token = await chain.deploy('PlainToken');
  const rows = Array.from({ length: HOLDERS }, (_, i): [bigint, Address, bigint] => {
    return [BigInt(i), pad(numberToHex(1 + i), { size: 20 }), 7n];
  });
  const tree = StandardMerkleTree.of(rows, ['uint256', 'address', 'uint256']);
  const distributor = await chain.deploy('Distributor', [token.address, tree.root]);
  await chain.send({ from: minter, to: token, name: 'mint', args: [distributor.address, 1_000_000n] });
  let gas = 0;
  for (const holder of [0, 1]) {
    const leaf = rows[holder] as (typeof rows)[number];
    gas = await chain.send({ from: minter, to: distributor, name: 'claim', args: [...leaf, tree.getProof(holder)] });
  }
  return gas;
}
