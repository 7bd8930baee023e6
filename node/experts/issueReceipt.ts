import { bytesToHex, type Hex, type LocalAccount, zeroHash } from 'viem';
import { adapterHash, modelHash } from '../../protocol/blocks/expertManifest.ts';
import type { AskRequest, WireReceipt } from '../../protocol/messages/ask.ts';
import type { WorkReceipt } from '../../protocol/typedData/workReceipt.ts';
import { hashOutput, toWireReceipt } from '../../protocol/work/job.ts';
import { EpochSealedError, type ServedJobs } from '../journal/servedJobs.ts';
import type { Answer, ServedExpert } from './expert.ts';

type Issued = { readonly receipt: WireReceipt; readonly signature: Hex; readonly outputSalt: Hex };

export type IssueReceipt = (job: {
  readonly request: AskRequest;
  readonly expert: ServedExpert;
  readonly answer: Answer;
  readonly startedAt: number;
}) => Promise<Issued>;

type Components = {
  readonly account: Pick<LocalAccount, 'address'>;
  readonly sign: (receipt: WorkReceipt) => Promise<Hex>;
  readonly jobs: Pick<ServedJobs, 'nextIndex' | 'record'>;
  readonly now: () => number;
  readonly epochAt: (milliseconds: number) => number;
};

/** Creates the function that signs a receipt and stores the job, one after the other so that indices have no gaps. */
export function createReceiptIssuer({ account, sign, jobs, now, epochAt }: Components): IssueReceipt {
  let last: Promise<unknown> = Promise.resolve();

  const issue: IssueReceipt = async ({ request: { order }, expert, answer, startedAt }) => {
    const { manifest } = expert.version;
    const { output } = answer;
    const outputSalt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
    const finishedAt = now();
    const epoch = epochAt(finishedAt);
    const receipt: WorkReceipt = {
      version: 2,
      epoch: BigInt(epoch),
      index: BigInt(jobs.nextIndex(epoch)),
      jobId: order.jobId,
      gate: order.gate,
      operator: account.address,
      expertId: expert.expertId,
      modelHash: modelHash(manifest),
      adapterHash: adapterHash(manifest),
      runtimeClass: manifest.runtimeClass,
      inputHash: order.inputHash,
      outputHash: hashOutput(output, outputSalt),
      // No kind of expert commits to its activations yet.
      proofRoot: zeroHash,
      seed: BigInt(order.seed),
      units: answer.units,
      startedAt: BigInt(startedAt),
      finishedAt: BigInt(finishedAt),
    };
    const wire = toWireReceipt(receipt);
    const signature = await sign(receipt);
    await jobs.record({
      receipt: wire,
      signature,
      manifest: expert.manifestCid.toString(),
      order: order.signature,
      outputSalt,
      withheld: output.kind === 'retrieve' ? output.withheld : [],
    });
    return { receipt: wire, signature, outputSalt };
  };

  return (job) => {
    const retry = (error: unknown) => {
      if (error instanceof EpochSealedError) return issue(job);
      throw error;
    };
    const issued = last.then(() => issue(job)).catch(retry);
    last = issued.catch(() => undefined);
    return issued;
  };
}
