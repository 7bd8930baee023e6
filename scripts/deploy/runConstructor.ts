import { type Address, encodeDeployData, getContractAddress, type Hex, numberToHex, type PublicClient } from 'viem';
import type { Build } from './subject.ts';

/** Nonces of the contracts that a constructor may make: their addresses must be free when it runs again. */
const CHILDREN: readonly bigint[] = [1n, 2n, 3n, 4n];

type Run = {
  readonly client: PublicClient;
  readonly address: Address;
  /** Who made the contract. */
  readonly from: Address;
  readonly build: Build;
  readonly args: readonly unknown[];
};

/**
 * The code that a constructor returns when it runs again at the contract's own address on empty storage, so that every
 * immutable is what these arguments make it.
 */
export async function runConstructor({ client, address, from, build, args }: Run): Promise<Hex> {
  const code = encodeDeployData({ abi: build.abi, bytecode: build.bytecode, args: [...args] });
  const children = CHILDREN.map((nonce) => getContractAddress({ from: address, nonce }));
  const overrides = {
    ...Object.fromEntries(children.map((it) => [it, { code: '0x', nonce: numberToHex(0), state: {} }])),
    [address]: { code, nonce: numberToHex(1), state: {} },
  };
  const params = [{ from, to: address, data: '0x' }, 'latest', overrides];
  return (await client.request({ method: 'eth_call', params } as never)) as Hex;
}
