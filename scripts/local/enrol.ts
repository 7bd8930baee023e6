import type { Client } from '../../client/createClient.ts';
import { attestationTypedData, encodeAttestationEvidence } from '../../protocol/typedData/attestation.ts';
import { type People, type Person, uniquenessTag } from './people.ts';

const PERSON = 1;
const INSTITUTION = 2;
/** Whose group an operator joins: nobody else's. */
const OWN_GROUP = 0n;
const YEAR = 365 * 24 * 3600;

/** Enrols everyone who is not yet enrolled: contributors and the visitor as persons, operators as institutions. */
export async function enrolEveryone(as: (person: Person) => Client, people: People): Promise<void> {
  const { contributors, visitor, operators, attesters } = people;
  const relayer = as(people.deployer);
  const enrol = (someone: Person, kind: number) => enrolOne(relayer, attesters, someone, kind);
  for (const someone of [...contributors, visitor]) await enrol(someone, PERSON);
  for (const someone of operators) {
    await enrol(someone, INSTITUTION);
    await registerOperator(as(someone), someone);
  }
}

async function enrolOne(relayer: Client, attesters: readonly Person[], someone: Person, kind: number): Promise<void> {
  const account = someone.account.address;
  const contract = 'identityRegistry';
  if ((await relayer.chain.read({ contract, functionName: 'identityOf', args: [account] })) !== 0n) return;
  const { timestamp } = await relayer.chain.block();
  const attestation = { account, kind, tag: uniquenessTag(account), validUntil: timestamp + BigInt(YEAR) };
  const { chainId, contracts } = relayer.endpoints;
  const quorum = contracts.attesterQuorum;
  const typed = attestationTypedData({ chainId, quorum, attestation });
  const signatures = await Promise.all(
    attesters.slice(0, 2).map(async (attester) => ({
      signer: attester.account.address,
      signature: await attester.account.signTypedData(typed),
    })),
  );
  const evidence = encodeAttestationEvidence(attestation, signatures);
  await relayer.send({ contract, functionName: 'enrol', args: [account, kind, quorum, evidence] });
}

async function registerOperator(client: Client, { account }: Person): Promise<void> {
  const contract = 'operatorRegistry';
  if ((await client.chain.read({ contract, functionName: 'operatorOf', args: [account.address] })) !== 0n) return;
  const value = await client.chain.read({ contract, functionName: 'minStake' });
  await client.send({ contract, functionName: 'register', args: [OWN_GROUP, 1, '0x'], value });
}
