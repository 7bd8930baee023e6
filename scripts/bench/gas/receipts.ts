import { type Address, type Hex, keccak256, numberToHex } from 'viem';
import type { Figure } from '../figure.ts';
import type { GasChain } from './chain.ts';
import type { Commons } from './members.ts';
import { row } from './row.ts';

const SEAL_CEILING = 60_000;
const URI = 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy5';

type Options = {
  readonly chain: GasChain;
  readonly commons: Commons;
  readonly operator: Address;
};

/** Seals epochs of ten to a hundred thousand receipts beside one timestamp of one root. */
export async function measureReceipts({ chain, commons, operator }: Options): Promise<readonly Figure[]> {
  const attestations = await chain.deploy('Attestations');
  const stamp = (data: Hex) => chain.send({ from: operator, to: attestations, name: 'timestamp', args: [data] });
  await stamp(keccak256('0x01'));
  const peer = { name: 'EAS timestamp of one root', gas: await stamp(keccak256('0x02')) };
  const seal = (epoch: bigint, root: Hex, receipts: number) =>
    chain.send({
      from: operator,
      to: commons.receiptBook,
      name: 'seal',
      args: [epoch, root, receipts, BigInt(receipts) * 7n, URI],
    });
  const figures: Figure[] = [];
  // Only the newest epochs by the clock can be sealed, each once.
  const { epoch: length } = await chain.read<{ epoch: number }>({ to: commons.workLedger, name: 'settings' });
  let epoch = BigInt(Math.floor((await chain.now()) / length));
  for (const receipts of [10, 1_000, 100_000]) {
    const gas = await seal(epoch, keccak256(numberToHex(receipts)), receipts);
    figures.push(row(`seal ${receipts.toLocaleString('en')} receipts`, gas, { ceiling: SEAL_CEILING, peer }));
    epoch -= 1n;
  }
  return figures;
}
