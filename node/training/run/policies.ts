import type { Chain } from '../../chain/chain.ts';

type PolicyChain = Pick<Chain, 'read'>;

/** The number of the mixture policy in force. */
export async function readCurrentPolicy(chain: PolicyChain): Promise<number> {
  return Number(await chain.read<bigint>({ contract: 'mixturePolicy', functionName: 'currentId' }));
}

/** Basis points by register of a mixture policy. */
export async function readShares(chain: PolicyChain, policyId: number): Promise<Readonly<Record<string, number>>> {
  const [registers, shares] = await Promise.all([
    chain.read<readonly string[]>({ contract: 'mixturePolicy', functionName: 'registers' }),
    chain.read<readonly number[]>({ contract: 'mixturePolicy', functionName: 'policy', args: [BigInt(policyId)] }),
  ]);
  return Object.fromEntries(registers.map((register, i) => [register, Number(shares[i] ?? 0)]));
}
