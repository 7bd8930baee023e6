import { type Address, keccak256, numberToHex, pad } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import type { ContractName } from '../../../protocol/deployment.ts';
import { attestationTypedData, encodeAttestationEvidence } from '../../../protocol/typedData/attestation.ts';
import { readGenesis } from '../../deploy/genesis/read.ts';
import type { Genesis } from '../../deploy/genesis/shape.ts';
import type { Contract, GasChain } from './chain.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const ATTESTER = 1;
const YEAR = 31_536_000;
const PERSON = 1;

export type Commons = Readonly<Record<ContractName, Contract>>;

/** A test account that can sign without the chain. */
export const signerAt = (index: number) => mnemonicToAccount(MNEMONIC, { addressIndex: index });

/** The local genesis with one attester, as signatures are not what is measured, and votes of an hour. */
export function benchGenesis(): Genesis {
  const local = readGenesis('local');
  return {
    ...local,
    attesters: { accounts: [signerAt(ATTESTER).address], quorum: 1 },
    governance: { ...local.governance, votingDelay: 1, votingPeriod: 3_600, draftWindow: 3_600, peopleSponsors: 5 },
    identities: { ...local.identities, founders: 20_000 },
  };
}

/** Enrols a person. */
export async function enrol(chain: GasChain, commons: Commons, account: Address): Promise<number> {
  const validUntil = BigInt((await chain.now()) + YEAR);
  const attestation = { account, kind: PERSON, tag: keccak256(account), validUntil };
  const quorum = commons.attesterQuorum.address;
  const attester = signerAt(ATTESTER);
  const typed = attestationTypedData({ chainId: chain.chainId, quorum, attestation });
  const signature = await attester.signTypedData(typed);
  const evidence = encodeAttestationEvidence(attestation, [{ signer: attester.address, signature }]);
  return chain.send({
    from: chain.accounts[0] as Address,
    to: commons.identityRegistry,
    name: 'enrol',
    args: [account, PERSON, quorum, evidence],
  });
}

/** Enrols people who never act until so many are enrolled. */
export async function fillTo(chain: GasChain, commons: Commons, members: number): Promise<void> {
  const enrolled = Number(await chain.read<bigint>({ to: commons.identityRegistry, name: 'count' }));
  for (let i = enrolled; i < members; i++) {
    await enrol(chain, commons, pad(numberToHex(0x10_0000 + i), { size: 20 }));
  }
}

/** Makes an enrolled account an operator of a group of its own, with credited work and a seat in the chamber. */
export async function operate(chain: GasChain, commons: Commons, account: Address, units: bigint): Promise<bigint> {
  const value = await chain.read<bigint>({ to: commons.operatorRegistry, name: 'minStake' });
  await chain.send({
    from: account,
    to: commons.operatorRegistry,
    name: 'register',
    args: [0n, 1, '0x'],
    value,
  });
  const operatorId = await chain.read<bigint>({ to: commons.operatorRegistry, name: 'operatorOf', args: [account] });
  const judge = await chain.impersonate(commons.spotCheck.address);
  await chain.send({ from: judge, to: commons.workLedger, name: 'credit', args: [operatorId, units] });
  await chain.send({
    from: account,
    to: commons.workLedger,
    name: 'enter',
    args: [pad(numberToHex(operatorId))],
  });
  return operatorId;
}
