import { toHex } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { createPeople } from './people.ts';

/** The well-known test mnemonic of Hardhat and anvil, whose accounts a chain for tests and measurements begins with. */
const MNEMONIC = 'test test test test test test test test test test test junk';

/** The people of chains that live for one test: anyone knows their keys. A commons that stays has its own (`people.ts`). */
export const testPeople = createPeople((addressIndex) => {
  const key = mnemonicToAccount(MNEMONIC, { addressIndex }).getHdKey().privateKey;
  if (!key) throw new Error('the test mnemonic always has private keys');
  return toHex(key);
});

export const { deployer, attesters, operators, contributors } = testPeople;
