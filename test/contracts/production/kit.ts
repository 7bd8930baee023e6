import { network } from 'hardhat';
import { type Address, type Hex, keccak256, stringToHex } from 'viem';
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { attestationTypedData, encodeAttestationEvidence } from '../../../protocol/typedData/attestation.ts';
import { toParameters } from '../../../scripts/deploy/genesis/parameters.ts';
import { readGenesis } from '../../../scripts/deploy/genesis/read.ts';
import commonsModule from '../../../scripts/deploy/modules/Commons.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
export const DAY = 86_400;
export const WEEK = 7 * DAY;

/** A chain of its own that begins on a Thursday at noon, so that days and weeks fall alike in each run. */
const connection = await network.create({
  network: 'default',
  override: { initialDate: '2027-01-07T12:00:00Z', gas: 16_000_000n },
});
export const { viem, networkHelpers, provider } = connection;
export const client = await viem.getPublicClient();
export const chainId = await client.getChainId();
export const { loadFixture, time } = networkHelpers;

export const hashOf = (text: string): Hex => keccak256(stringToHex(text));
export const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const accountsAt = (indices: readonly number[]) =>
  indices.map((addressIndex) => mnemonicToAccount(MNEMONIC, { addressIndex }));

/** Institutions that attest and reveal, and those that may delay or cancel. */
export const ATTESTERS = accountsAt(range(1, 9));
export const GUARDIANS = accountsAt(range(11, 5)).map((it) => it.address);

const production = readGenesis('production');

/** The shipped production genesis; only the placeholders of attesters and guardians are accounts that can sign. */
export const genesis = {
  ...production,
  attesters: { ...production.attesters, accounts: ATTESTERS.map((it) => it.address) },
  guardian: { ...production.guardian, accounts: GUARDIANS },
};

export type Commons = Awaited<ReturnType<typeof deploy>>;

export async function deploy() {
  return connection.ignition.deploy(commonsModule, { parameters: { Commons: toParameters(genesis) } });
}

const members = new Map<number, PrivateKeyAccount>();

/** Any number of members, each with a key of its own; persons count from 1, those who run nodes from 5,001. */
export function keyOf(member: number): PrivateKeyAccount {
  const known = members.get(member) ?? privateKeyToAccount(hashOf(`member ${member}`));
  members.set(member, known);
  return known;
}
export const addressOf = (member: number): Address => keyOf(member).address;

/** Acts as an account without its key. */
export async function as(address: Address) {
  await networkHelpers.impersonateAccount(address);
  await networkHelpers.setBalance(address, 10n ** 24n);
  return { account: address };
}
export const by = (member: number) => as(addressOf(member));
export const asTimelock = (commons: Commons) => as(commons.timelockController.address);

export type Attest = { readonly kind?: number; readonly tag?: Hex; readonly days?: number; readonly signers?: number };

/** Evidence for an account. Six signers stand for all nine, so that nobody's quota is spent; four are the quorum. */
export async function attest(commons: Commons, account: Address, options: Attest = {}): Promise<Hex> {
  const { kind = 1, tag = keccak256(account), days = 725, signers = 6 } = options;
  const validUntil = BigInt((await time.latest()) + days * DAY);
  const attestation = { account, kind, tag, validUntil };
  const typed = attestationTypedData({ chainId, quorum: commons.attesterQuorum.address, attestation });
  const signatures = await Promise.all(
    ATTESTERS.slice(0, signers).map(async (it) => ({ signer: it.address, signature: await it.signTypedData(typed) })),
  );
  return encodeAttestationEvidence(attestation, signatures);
}

/** Enrols a member and says what it cost. */
export async function enrol(commons: Commons, member: number, options: Attest = {}): Promise<bigint> {
  const evidence = await attest(commons, addressOf(member), options);
  const args = [addressOf(member), options.kind ?? 1, commons.attesterQuorum.address, evidence] as const;
  return gasOf(commons.identityRegistry.write.enrol(args));
}

export const idOf = (commons: Commons, member: number) => commons.identityRegistry.read.identityOf([addressOf(member)]);
export const groupOf = (operatorId: bigint): Hex => `0x${operatorId.toString(16).padStart(64, '0')}`;

/** An institution that founds a group and verifies. */
export async function found(commons: Commons, member: number): Promise<bigint> {
  await enrol(commons, member, { kind: 2 });
  const value = BigInt(genesis.operators.minStake);
  await commons.operatorRegistry.write.register([0n, 1, '0x'], { ...(await by(member)), value });
  await commons.spotCheck.write.enlist(await by(member));
  return idOf(commons, member);
}

export async function gasOf(sent: Promise<Hex>): Promise<bigint> {
  return (await client.getTransactionReceipt({ hash: await sent })).gasUsed;
}

/** Name of the custom error with which a call reverts, or 'ok'. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    const { message } = error as Error;
    return /custom error '(\w+)/.exec(message)?.[1] ?? /Error: (\w+)\(/.exec(message)?.[1] ?? message.slice(0, 400);
  }
}
