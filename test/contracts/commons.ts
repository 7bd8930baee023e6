import { network } from 'hardhat';
import { type Address, type Hex, keccak256, stringToHex } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { attestationTypedData, encodeAttestationEvidence } from '../../protocol/typedData/attestation.ts';
import { groupConsentTypedData } from '../../protocol/typedData/groupConsent.ts';
import { toParameters } from '../../scripts/deploy/genesis/parameters.ts';
import { readGenesis } from '../../scripts/deploy/genesis/read.ts';
import commonsModule from '../../scripts/deploy/modules/Commons.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';

/** One in-process chain that all contract tests share; `loadFixture` puts it back between tests. */
const connection = await network.create();
export const { viem, networkHelpers, provider } = connection;
export const client = await viem.getPublicClient();
const wallets = await viem.getWalletClients();
export const chainId = await client.getChainId();

const local = readGenesis('local');

/** The local genesis with drafts and votes long enough for many transactions on a slow machine. */
export const genesis = {
  ...local,
  governance: { ...local.governance, draftWindow: 600, votingPeriod: 600, lateExtension: 10 },
};

export type Commons = Awaited<ReturnType<typeof deployCommons>>;

/** The test account with this number, able to sign without the chain. */
export const accountAt = (index: number) => mnemonicToAccount(MNEMONIC, { addressIndex: index });
const walletAt = (index: number) => wallets[index]!;
export const addressAt = (index: number): Address => walletAt(index).account.address;
export const from = (index: number) => ({ account: walletAt(index).account });
export const hashOf = (text: string): Hex => keccak256(stringToHex(text));

/** Accounts 1 to 3 attest, 4 to 6 run nodes (4 and 6 in one group), 10 to 13 are persons. */
const ATTESTERS = [1, 2, 3];
export const NORTH = 4;
export const SOUTH = 5;
export const EAST = 6;
export const ANA = 10;
export const BAKO = 11;
export const CHEN = 12;
export const DARA = 13;
export const STRANGER = 15;
/** The first account of a crowd; the chain holds no key of it. */
const CROWD = 100;

/** A commons as the deployment script makes it. */
export async function deployCommons() {
  return connection.ignition.deploy(commonsModule, { parameters: { Commons: toParameters(genesis) } });
}

/** A commons with four persons and three operators, of which two share a group. */
export async function deployPopulated() {
  const commons = await deployCommons();
  for (const person of [ANA, BAKO, CHEN, DARA]) await enrol(commons, person, 1);
  for (const operator of [NORTH, SOUTH, EAST]) await enrol(commons, operator, 2);
  await register(commons, NORTH, NORTH);
  await register(commons, SOUTH, SOUTH);
  await register(commons, EAST, NORTH);
  return commons;
}

/** Evidence for an account, signed by the attesters with these numbers. */
export async function attest(commons: Commons, account: Address, options: Attest = {}): Promise<Hex> {
  const { kind = 1, tag = keccak256(account), signers = ATTESTERS.slice(0, 2) } = options;
  const validUntil = options.validUntil ?? BigInt(await networkHelpers.time.latest()) + 365n * 86_400n;
  const attestation = { account, kind, tag, validUntil };
  const typed = attestationTypedData({ chainId, quorum: commons.attesterQuorum.address, attestation });
  const signatures = await Promise.all(
    signers.map(async (index) => ({
      signer: accountAt(index).address,
      signature: await accountAt(index).signTypedData(typed),
    })),
  );
  return encodeAttestationEvidence(attestation, signatures);
}

type Attest = {
  readonly kind?: number;
  readonly tag?: Hex;
  readonly signers?: readonly number[];
  readonly validUntil?: bigint;
};

export async function enrol(commons: Commons, index: number, kind: number): Promise<void> {
  const evidence = await attest(commons, addressAt(index), { kind });
  await commons.identityRegistry.write.enrol([addressAt(index), kind, commons.attesterQuorum.address, evidence]);
}

/** Enrols so many more persons, whose accounts only sign: below 25 voices nobody may lend one. */
export async function enrolCrowd(commons: Commons, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const { address } = accountAt(CROWD + at);
    const evidence = await attest(commons, address);
    await commons.identityRegistry.write.enrol([address, 1, commons.attesterQuorum.address, evidence]);
  }
}

/** Registers an operator in the group of an owner, who signs for it; the own group asks nobody. */
export async function register(commons: Commons, index: number, owner: number): Promise<void> {
  const value = BigInt(genesis.operators.minStake);
  const { identityRegistry, operatorRegistry } = commons;
  const idOf = (it: number) => identityRegistry.read.identityOf([addressAt(it)]);
  const consent = { ownerId: await idOf(owner), memberId: await idOf(index) };
  const typed = groupConsentTypedData({ chainId, operatorRegistry: operatorRegistry.address, consent });
  const signature = await accountAt(owner).signTypedData(typed);
  await operatorRegistry.write.register([consent.ownerId, 1, signature], { ...from(index), value });
}

/** Acts as the timelock, as if both chambers had decided. */
export async function asTimelock(commons: Commons) {
  return asContract(commons.timelockController.address);
}

/** Acts as the court, as if a ruling were final. */
export async function asCourt(commons: Commons) {
  return asContract(commons.disputeCourt.address);
}

async function asContract(address: Address) {
  await networkHelpers.impersonateAccount(address);
  await networkHelpers.setBalance(address, 10n ** 20n);
  return { account: address };
}

/** Asserts that a contract refuses a call with this custom error. The name is checked when the test runs. */
export async function refuses(call: Promise<unknown>, contract: object, error: string, args: unknown[]): Promise<void> {
  const assertReverts: (...all: never[]) => Promise<void> = viem.assertions.revertWithCustomErrorWithArgs;
  await assertReverts(...([call, contract, error, args] as never[]));
}
