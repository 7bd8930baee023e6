import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Address, concat, type Hex, keccak256, toHex } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { BaseError } from '../../protocol/errors/BaseError.ts';

export type Person = { readonly name: string; readonly account: PrivateKeyAccount; readonly privateKey: Hex };

/** Everyone of a commons on one machine. */
export type People = {
  /** Pays for deployment and relays other people's signatures; holds no role afterwards. */
  readonly deployer: Person;
  /** Institutions that attest persons and operators: two of three suffice locally. */
  readonly attesters: readonly Person[];
  /** One operator per node. */
  readonly operators: readonly Person[];
  /** Two of the operators, and one who is nothing else. */
  readonly guardians: readonly Person[];
  /** Contributors of the sample corpus; other corpora share them. */
  readonly contributors: readonly Person[];
  /** A fresh visitor for the page's built-in wallet, enrolled as a person. */
  readonly visitor: Person;
};

/** Makes everyone from their keys; each has a number of their own. */
export function createPeople(keyOf: (number: number) => Hex): People {
  const person = (name: string, number: number): Person => {
    const privateKey = keyOf(number);
    return { name, privateKey, account: privateKeyToAccount(privateKey) };
  };
  const operators = ['north', 'south', 'east', 'west', 'centre'].map((name, i) => person(name, 4 + i));
  return {
    deployer: person('deployer', 0),
    attesters: ['archive', 'library', 'school'].map((name, i) => person(name, 1 + i)),
    operators,
    guardians: [...operators.slice(3), person('guardian', 9)],
    contributors: ['ana', 'bako', 'chen', 'dara', 'elif', 'femi'].map((name, i) => person(name, 12 + i)),
    visitor: person('visitor', 20),
  };
}

/** The people of one folder. Their keys come from a secret made on its first use: those of another folder are others. */
export function openPeople(directory: string): People {
  const file = join(directory, 'people.secret');
  if (!existsSync(file)) {
    if (existsSync(join(directory, 'deployment.json'))) throw new OlderFolderError(directory);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(file, toHex(randomBytes(32)), { mode: 0o600, flag: 'wx' });
  }
  const secret = readFileSync(file, 'utf8').trim() as Hex;
  return createPeople((number) => keccak256(concat([secret, toHex(number, { size: 4 })])));
}

/** Everyone, once each. */
export function everyone({ deployer, attesters, guardians, contributors, operators, visitor }: People): Person[] {
  return [...new Set([deployer, ...attesters, ...operators, ...guardians, ...contributors, visitor])];
}

/** The contributor who is said to have written a file: its first name part when it names one, else by hash. */
export function contributorOf({ contributors }: People, fileName: string): Person {
  const named = contributors.find((someone) => fileName.startsWith(`${someone.name}.`));
  const index = Number(BigInt(keccak256(toHex(fileName))) % BigInt(contributors.length));
  return named ?? (contributors[index] as Person);
}

/** A uniqueness tag for enrolment: keyed in production, derived from the account here. */
export function uniquenessTag(account: Address): Hex {
  return keccak256(account);
}

/** A state folder of a version whose people had public keys. */
export class OlderFolderError extends BaseError {
  override readonly name = 'OlderFolderError';
  override readonly kind = 'conflict';
  constructor(directory: string) {
    super('This folder holds no keys for its people: an older version made it, with keys that anyone knows.', {
      values: { directory },
      hint: 'Start over with --fresh (the old folder is kept aside).',
    });
  }
}
