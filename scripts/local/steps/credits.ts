import { ContractRefusedError } from '../../../client/contractRefused.ts';
import { poll } from '../../../client/poll.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { keyOfRun } from '../../../protocol/work/auditKey.ts';
import type { Context } from '../context.ts';
import type { Person } from '../people.ts';
import type { Evidence } from '../progress.ts';
import type { AdapterModel } from './training.ts';

const CONTRIBUTION = 0n;
/** The stage of an audit, as SpotCheck numbers them, of what no panel found in order. */
const REJECTED = 5;

/** Once verifiers recomputed the run, each contributor proves alone that they are in it, and claims their credits. */
export async function claimAttribution(context: Context, model: AdapterModel): Promise<Evidence> {
  await awaitVerification(context, model.run?.id ?? 0);
  const credits: Record<string, number> = {};
  const claim = async ({ contributor }: AdapterModel['attribution'][number]) => {
    const person = context.people.contributors.find(
      (it) => it.account.address.toLowerCase() === contributor.toLowerCase(),
    );
    if (!person) return;
    await context.as(person).claim({ modelId: model.id, signal: context.signal });
    credits[person.name] = Number(await lifetime(context, person, CONTRIBUTION));
  };
  await Promise.all(model.attribution.map(claim));
  return credits;
}

/** Waits until other operators found the run clean, and until nobody may challenge that any more. */
async function awaitVerification({ commons: { chain }, note, signal }: Context, runId: number): Promise<void> {
  note('waiting for other operators to recompute the run');
  const contract = 'modelRegistry';
  const args = [BigInt(runId)] as const;
  const { challengeWindow } = await chain.read({ contract, functionName: 'settings' });
  await poll({ what: 'the run to be verified', timeoutMs: 120_000, everyMs: 500, signal }, async () => {
    const { verifiedAt } = await chain.read({ contract, functionName: 'run', args });
    const audit = [keyOfRun(BigInt(runId))] as const;
    const { stage } = await chain.read({ contract: 'spotCheck', functionName: 'audit', args: audit });
    if (stage === REJECTED) throw new RunRejectedError(runId);
    const { timestamp } = await chain.block();
    return verifiedAt > 0 && Number(timestamp) > verifiedAt + challengeWindow;
  });
}

/** Tries to move a credit; returns the name of the error that stops it. The contract refuses before it looks at who asks. */
export async function showSoulbound(context: Context): Promise<string> {
  const [from, to] = context.people.contributors as readonly [Person, Person];
  const args = [from.account.address, to.account.address, CONTRIBUTION, 1n, '0x'] as const;
  try {
    await context.commons.chain.read({ contract: 'contributionCredits', functionName: 'safeTransferFrom', args });
  } catch (error) {
    if (error instanceof ContractRefusedError) return `reverted: ${error.errorName}`;
    throw error;
  }
  throw new Error('a credit could be transferred');
}

/** Credits of one kind that a person was ever given. */
export function lifetime({ commons }: Context, { account }: Person, kind: bigint): Promise<bigint> {
  const args = [account.address, kind] as const;
  return commons.chain.read({ contract: 'contributionCredits', functionName: 'lifetime', args });
}

/** No panel found a run in order: its verifiers said otherwise, or nothing. It is drawn once, so that waiting is in vain. */
export class RunRejectedError extends BaseError {
  override readonly name = 'RunRejectedError';
  override readonly kind = 'refused';
  constructor(runId: number) {
    super(`Run ${runId} is rejected: a verifier found a fault, or all were away in the hours of both panels.`, {
      hint: 'Start over with "tilth up --fresh"; what there is now is kept aside.',
    });
  }
}
