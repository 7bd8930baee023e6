import type { Chain } from '../../node/chain/chain.ts';
import { attestationTypedData, encodeAttestationEvidence } from '../../protocol/typedData/attestation.ts';
import { attesters, contributors, deployer, operators, type Person, uniquenessTag, visitor } from './people.ts';

const PERSON = 1;
const INSTITUTION = 2;
const YEAR = 365 * 24 * 3600;

/** Enrols everyone who is not yet enrolled: contributors and the visitor as persons, operators as institutions. */
export async function enrolEveryone(as: (person: Person) => Chain): Promise<void> {
  const relayer = as(deployer);
  for (const someone of [...contributors, visitor]) await enrol(relayer, someone, PERSON);
  for (const someone of operators) {
    await enrol(relayer, someone, INSTITUTION);
    await registerOperator(as(someone), someone);
  }
}

async function enrol(relayer: Chain, someone: Person, kind: number): Promise<void> {
  const account = someone.account.address;
  const known = await relayer.read<bigint>({
    contract: 'identityRegistry',
    functionName: 'identityOf',
    args: [account],
  });
  if (known !== 0n) return;
  const { timestamp } = await relayer.client.getBlock();
  const attestation = { account, kind, tag: uniquenessTag(account), validUntil: timestamp + BigInt(YEAR) };
  const quorum = relayer.deployment.contracts.attesterQuorum;
  const typed = attestationTypedData({ chainId: relayer.chainId, quorum, attestation });
  const signatures = await Promise.all(
    attesters.slice(0, 2).map(async (attester) => ({
      signer: attester.account.address,
      signature: await attester.account.signTypedData(typed),
    })),
  );
  const evidence = encodeAttestationEvidence(attestation, signatures);
  await relayer.send({ contract: 'identityRegistry', functionName: 'enrol', args: [account, kind, quorum, evidence] });
}

async function registerOperator(chain: Chain, someone: Person): Promise<void> {
  const known = await chain.read<bigint>({
    contract: 'operatorRegistry',
    functionName: 'operatorOf',
    args: [someone.account.address],
  });
  if (known !== 0n) return;
  const value = await chain.read<bigint>({ contract: 'operatorRegistry', functionName: 'minStake' });
  const group = uniquenessTag(someone.account.address);
  await chain.send({ contract: 'operatorRegistry', functionName: 'register', args: [group, 1], value });
}
