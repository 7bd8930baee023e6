import { type Address, type Hex, keccak256, toHex } from 'viem';
import { type HDAccount, mnemonicToAccount } from 'viem/accounts';

/** The well-known test mnemonic of Hardhat and anvil: public, worthless, and only ever used on a local chain. */
const MNEMONIC = 'test test test test test test test test test test test junk';

export type Person = { readonly name: string; readonly account: HDAccount; readonly privateKey: Hex };

function person(name: string, addressIndex: number): Person {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex });
  const key = account.getHdKey().privateKey;
  if (!key) throw new Error('the test mnemonic always has private keys');
  return { name, account, privateKey: toHex(key) };
}

/** Pays for deployment and relays other people's signatures; holds no role afterwards. */
export const deployer = person('deployer', 0);

/** Institutions that attest persons and operators: two of three suffice locally. */
export const attesters = ['archive', 'library', 'school'].map((name, i) => person(name, 1 + i));

/** One operator per node. */
export const operators = ['north', 'south', 'east', 'west', 'centre'].map((name, i) => person(name, 4 + i));

/** Contributors of the sample corpus; other corpora share them. */
export const contributors = ['ana', 'bako', 'chen', 'dara', 'elif', 'femi'].map((name, i) => person(name, 12 + i));

/** A fresh visitor for the page's built-in wallet, enrolled as a person. */
export const visitor = person('visitor', 20);

/** Accounts that the page's built-in wallet offers. */
export const walletPeople: readonly Person[] = [visitor, ...contributors, ...operators];

/** The contributor who is said to have written a file: its first name part when it names one, else by hash. */
export function contributorOf(fileName: string): Person {
  const named = contributors.find((someone) => fileName.startsWith(`${someone.name}.`));
  const index = Number(BigInt(keccak256(toHex(fileName))) % BigInt(contributors.length));
  return named ?? (contributors[index] as Person);
}

/** A uniqueness tag for enrolment: keyed in production, derived from the public test account here. */
export function uniquenessTag(account: Address): Hex {
  return keccak256(account);
}
