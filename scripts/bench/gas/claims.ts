import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { type Address, numberToHex, pad } from 'viem';
import type { Figure } from '../figure.ts';
import type { GasChain } from './chain.ts';
import type { Commons } from './members.ts';
import { row } from './row.ts';

const FIRST_CEILING = 62_000;
const LATER_CEILING = 45_000;

type Operator = { readonly account: Address; readonly id: bigint };
type Options = {
  readonly chain: GasChain;
  readonly commons: Commons;
  readonly operators: readonly [Operator, Operator];
};

/** Claims credits among ten and among ten thousand accounts, the first time and later, beside a token's mint. */
export async function measureClaims({ chain, commons, operators }: Options): Promise<readonly Figure[]> {
  const token = await chain.deploy('PlainToken');
  const [minter = '0x'] = chain.accounts;
  const mint = () => chain.send({ from: minter, to: token, name: 'mint', args: [pad('0x0b', { size: 20 }), 5n] });
  await chain.send({ from: minter, to: token, name: 'mint', args: [pad('0x0a', { size: 20 }), 5n] });
  const [toNew, toOld] = [await mint(), await mint()];

  const figures: Figure[] = [];
  for (const [index, accounts] of [10, 10_000].entries()) {
    const operator = operators[index] as Operator;
    const among = `${accounts.toLocaleString('en')} accounts`;
    const first = await claim(accounts, operator, 1_000n);
    const later = await claim(accounts, operator, 2_500n);
    const toPeer = (gas: number) => ({ name: 'ERC-20 mint', gas });
    figures.push(row(`first claim among ${among}`, first, { ceiling: FIRST_CEILING, peer: toPeer(toNew) }));
    figures.push(row(`later claim among ${among}`, later, { ceiling: LATER_CEILING, peer: toPeer(toOld) }));
  }
  return figures;

  async function claim(accounts: number, operator: Operator, cumulative: bigint): Promise<number> {
    const others = Array.from({ length: accounts - 1 }, (_, i): [bigint, Address, bigint] => {
      return [BigInt(1_000 + i), pad(numberToHex(1 + i), { size: 20 }), 7n];
    });
    const leaf: [bigint, Address, bigint] = [operator.id, operator.account, cumulative];
    const tree = StandardMerkleTree.of([leaf, ...others], ['uint256', 'address', 'uint256']);
    await chain.pass(10);
    const cutoff = (await chain.now()) - 1;
    await chain.send({
      from: operator.account,
      to: commons.settlement,
      name: 'post',
      args: [cutoff, tree.root, 'ipfs://root'],
    });
    await chain.pass(await chain.read<number>({ to: commons.settlement, name: 'window' }));
    await chain.send({ from: operator.account, to: commons.settlement, name: 'finalise' });
    const proof = tree.getProof(leaf);
    return chain.send({
      from: minter,
      to: commons.contributionCredits,
      name: 'claim',
      args: [operator.id, operator.account, cumulative, proof],
    });
  }
}
