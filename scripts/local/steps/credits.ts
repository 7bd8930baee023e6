import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';
import type { Context } from '../context.ts';
import { contributors, operators, type Person } from '../people.ts';
import type { Evidence } from '../progress.ts';
import type { AdapterModel } from './training.ts';

const CONTRIBUTION = 0n;
const COMPUTE = 1n;

/** Each contributor proves alone, against the attribution root on chain, that they are in it, and claims their credits. */
export async function claimAttribution(context: Context, model: AdapterModel): Promise<Evidence> {
  const rows = model.attribution.map((it) => [it.contributor, it.basisPoints] as [string, number]);
  const tree = StandardMerkleTree.of(rows, ['address', 'uint16']);
  if (tree.root !== model.attributionRoot)
    throw new Error('the published attribution does not lead to the root on chain');
  const credits: Record<string, number> = {};
  for (const [index, [account, share]] of tree.entries()) {
    const person = contributors.find((it) => it.account.address.toLowerCase() === account.toLowerCase());
    if (!person) continue;
    const chain = context.as(person);
    const args = [BigInt(model.id), account, share, tree.getProof(index)];
    const have = await chain.read<bigint>({
      contract: 'contributionCredits',
      functionName: 'lifetime',
      args: [account, CONTRIBUTION],
    });
    if (have === 0n) await chain.send({ contract: 'modelRegistry', functionName: 'claimAttribution', args });
    const now = await chain.read<bigint>({
      contract: 'contributionCredits',
      functionName: 'lifetime',
      args: [account, CONTRIBUTION],
    });
    credits[person.name] = Number(now);
  }
  return credits;
}

/** Tries to move a credit, as its owner; returns the name of the error that stops it. */
export async function showSoulbound(context: Context): Promise<string> {
  const [from, to] = contributors as [Person, Person];
  const holder = (await holds(context, from))
    ? { owner: from, kind: CONTRIBUTION }
    : { owner: operators[2] as Person, kind: COMPUTE };
  const args = [holder.owner.account.address, to.account.address, holder.kind, 1n, '0x'];
  try {
    await context.as(holder.owner).send({ contract: 'contributionCredits', functionName: 'safeTransferFrom', args });
  } catch (error) {
    if (error instanceof TransactionRefusedError) return `reverted: ${error.errorName}`;
    throw error;
  }
  throw new Error('a credit could be transferred');
}

async function holds(context: Context, person: Person): Promise<boolean> {
  const args = [person.account.address, CONTRIBUTION];
  return (
    (await context.as(person).read<bigint>({ contract: 'contributionCredits', functionName: 'lifetime', args })) > 0n
  );
}
