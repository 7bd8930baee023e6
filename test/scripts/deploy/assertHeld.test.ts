import { expect } from 'chai';
import type { Address } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { assertHeld, nonceOf, type Signatures, UnheldAccountError } from '../../../scripts/deploy/assertHeld.ts';
import { readGenesis } from '../../../scripts/deploy/genesis/read.ts';
import type { Genesis } from '../../../scripts/deploy/genesis/shape.ts';

const PUBLIC = 10;
const shipped = readGenesis('production');
const holders = Array.from({ length: 14 }, (_, addressIndex) =>
  mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex }),
);
const held: Genesis = {
  ...shipped,
  attesters: { ...shipped.attesters, accounts: holders.slice(0, 9).map((it) => it.address) },
  guardian: { ...shipped.guardian, accounts: holders.slice(9).map((it) => it.address) },
};

describe('assertHeld', () => {
  const providerWith = (contracts: readonly Address[] = []) => ({
    request: async ({ params = [] }: { params?: unknown[] }) =>
      contracts.includes(params[0] as Address) ? '0x6001' : '0x',
  });
  const ask = (genesis: Genesis, signatures?: Signatures, chainId = PUBLIC, contracts: readonly Address[] = []) =>
    assertHeld(providerWith(contracts), { genesis, chainId, signatures });
  const signAll = async (genesis: Genesis, chainId: number): Promise<Signatures> => {
    const message = nonceOf(genesis, chainId);
    const pairs = holders.map(async (it) => [it.address, await it.signMessage({ message })] as const);
    return Object.fromEntries(await Promise.all(pairs));
  };
  async function refusal(asked: Promise<void>): Promise<UnheldAccountError> {
    try {
      await asked;
    } catch (error) {
      if (error instanceof UnheldAccountError) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  }

  it('refuses the shipped placeholders on a public chain (M13)', async () => {
    const { message } = await refusal(ask(shipped));
    for (const account of [...shipped.attesters.accounts, ...shipped.guardian.accounts]) {
      expect(message).to.include(account);
    }
  });

  it('asks nothing on a chain of this machine', async () => {
    await ask(shipped, undefined, 31337);
  });

  it('takes accounts that signed, and contracts that cannot', async () => {
    const signatures = await signAll(held, PUBLIC);
    await ask(held, signatures);
    const [wallet] = held.guardian.accounts;
    const { [wallet!]: _, ...others } = signatures;
    await ask(held, others, PUBLIC, [wallet!]);
    expect((await refusal(ask(held, others))).message).to.include(wallet!);
  });

  it('takes no signature for another genesis, chain or account', async () => {
    await refusal(ask(held, await signAll(shipped, PUBLIC)));
    await refusal(ask(held, await signAll(held, PUBLIC + 1)));
    const signatures = await signAll(held, PUBLIC);
    const [first, second] = held.attesters.accounts;
    await refusal(ask(held, { ...signatures, [first!]: signatures[second!]! }));
    await refusal(ask(held, { ...signatures, [first!]: '0x1234' }));
  });
});
