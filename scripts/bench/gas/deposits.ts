import { type Address, type Hex, keccak256, numberToHex, pad } from 'viem';
import type { Figure } from '../figure.ts';
import type { GasChain } from './chain.ts';
import type { Commons } from './members.ts';
import { row } from './row.ts';

const CEILING = 55_000;
const URI = 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy5';

/** Anchors batches of one, a thousand and a hundred thousand deposits, beside one timestamp of one root. */
export async function measureDeposits(
  chain: GasChain,
  commons: Commons,
  operator: Address,
): Promise<readonly Figure[]> {
  const attestations = await chain.deploy('Attestations');
  const stamp = (data: Hex) => chain.send({ from: operator, to: attestations, name: 'timestamp', args: [data] });
  await stamp(keccak256('0x01'));
  const peer = { name: 'EAS timestamp of one root', gas: await stamp(keccak256('0x02')) };

  let size = 0;
  const anchor = async (deposits: number) => {
    size += deposits;
    const root = keccak256(pad(numberToHex(size)));
    return chain.send({ from: operator, to: commons.depositLog, name: 'anchor', args: [root, BigInt(size), URI] });
  };
  const figures = [row('anchor 1 deposit, first of a log', await anchor(1), { peer })];
  for (const deposits of [1, 1_000, 100_000]) {
    const name = `anchor ${deposits.toLocaleString('en')} deposit${deposits === 1 ? '' : 's'}`;
    figures.push(row(name, await anchor(deposits), { ceiling: CEILING, peer }));
  }
  return figures;
}
