import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { type Address, bytesToHex, type Hex, zeroHash } from 'viem';
import { adapterHash, decodeManifest, type ExpertManifest, modelHash } from '../../protocol/blocks/expertManifest.ts';
import type { ReceiptVerdict } from '../../protocol/blocks/verdictList.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { type JobInput, type JobOutput, jobInputSchema, type Withheld } from '../../protocol/messages/ask.ts';
import type { AuditReply, AuditRequest } from '../../protocol/messages/audit.ts';
import type { AuditResult } from '../../protocol/typedData/auditResult.ts';
import type { JobOrder, WorkReceipt } from '../../protocol/typedData/workReceipt.ts';
import { hashOutput, hashResult, isPossibleWork } from '../../protocol/work/job.ts';
import { type AuditEvidence, judgeReceipt } from '../../protocol/work/verdict.ts';
import type { Storage } from '../storage/storage.ts';
import type { Consent, GroupedOperator } from './readConsents.ts';

type Answer = { readonly output: JobOutput; readonly units: bigint };
type AnswerOptions = {
  readonly seed: bigint;
  readonly signal: AbortSignal;
  readonly onToken: () => Promise<void>;
  readonly mayQuote: (found: { readonly rank: number }) => boolean;
};

/** Rebuilds the code that answers jobs from a manifest; null when that is not possible here. */
type Restore = (
  manifest: ExpertManifest,
  options: { readonly signal: AbortSignal },
) => Promise<{ readonly answer: (input: JobInput, options: AnswerOptions) => Promise<Answer> } | null>;

export type AuditReceiptComponents = {
  readonly storage: Pick<Storage, 'get'>;
  readonly restore: Restore;
  readonly verifyReceipt: (receipt: WorkReceipt, signature: Hex) => Promise<boolean>;
  readonly verifyOrder: (order: JobOrder, signature: Hex) => Promise<boolean>;
  /** Tells whether an expert ever published the manifest with this hash, and belongs to this operator. */
  readonly wasPublished: (expert: { expertId: bigint; operatorId: number; manifestHash: Hex }) => Promise<boolean>;
  /** Tells whether an account acts or ever acted for an operator. */
  readonly isAccountOf: (account: Address, operatorId: number) => Promise<boolean>;
  readonly operatorOf: (account: Address) => GroupedOperator | null;
  /** This verifier's account, and its signature of a result of its own. */
  readonly verifier: Address;
  readonly signResult: (result: AuditResult) => Promise<Hex>;
  /** Asks the node whose work is checked. */
  readonly askNode: (request: AuditRequest, signal: AbortSignal) => Promise<AuditReply>;
};

/** One receipt of a published list that is the sealed one. */
export type AuditTarget = {
  readonly operatorId: number;
  readonly epoch: number;
  readonly position: number;
  readonly listed: WorkReceipt;
  readonly signature: Hex;
  /** Opens the job; null when its asker did not agree, or its gate does not say so. */
  readonly consent: Consent | null;
  /** Whether a gate of the operator's own group ordered it. */
  readonly isSelfAsked: boolean;
};

type Finding = Pick<ReceiptVerdict, 'verdict' | 'reason' | 'result'>;

/**
 * Checks the papers of one receipt and, where its asker agreed, answers its job again. The verifier sends what it found
 * before it is told what the claimed output was salted with, so that it cannot agree without having looked.
 */
export async function auditReceipt(
  target: AuditTarget,
  components: AuditReceiptComponents,
  signal: AbortSignal,
): Promise<Finding> {
  const { listed: receipt, epoch, position: index, consent } = target;
  const judge = (evidence: AuditEvidence, result: Hex | null = null) => ({ ...judgeReceipt(evidence), result });
  const shown = await components.askNode({ type: 'show', epoch, index, salt: consent?.salt ?? null }, signal);
  if (shown.type !== 'shown') return judge({ ...NOTHING, refused: reasonOf(shown) });
  const papers = await checkPapers(target, shown, components, signal);
  const closed = target.isSelfAsked ? 'its own group asked it' : consent ? null : 'nobody opens it';
  const claimed = { outputHash: receipt.outputHash, units: receipt.units };
  if (papers.manifest && !isPossibleWork(papers.manifest.kind, receipt.units))
    return judge({ ...NOTHING, ...papers.evidence, claimed, recomputed: { ...claimed, units: 0n } });
  const checked: AuditEvidence = { ...NOTHING, ...papers.evidence, claimed, unopened: papers.unopened ?? closed };
  const sound = judgeReceipt({ ...checked, recomputed: claimed }).verdict === 'PASS';
  // Recomputing costs most, so it comes last and only when nothing else is wrong.
  if (!sound || !consent || !papers.manifest) return judge(checked);

  const input = parseInput(await consent.readInput(signal));
  if (!input) return judge({ ...checked, unopened: 'its gate does not show the input that was ordered' });
  const expert = await components.restore(papers.manifest, { signal });
  if (!expert) return judge(checked);
  const { seed, jobId } = receipt;
  const mayQuote = among(shown.withheld);
  const options = { seed, signal, onToken: async () => undefined, mayQuote };
  const again = await expert.answer(input, options).catch((error: unknown) => {
    if (error instanceof BaseError && error.kind === 'invalid') return null;
    throw error;
  });
  // What the expert says it is gives no answer to this input, so the claimed one is of something else.
  if (!again) return judge({ ...checked, recomputed: { ...claimed, outputHash: zeroHash } });
  const result = hashResult(again.output, { jobId, verifier: components.verifier });
  const signature = await components.signResult({ jobId, result });
  const opened = await components.askNode(
    { type: 'open', epoch, index, salt: consent.salt, result, signature },
    signal,
  );
  if (opened.type !== 'opened') return judge({ ...checked, refused: reasonOf(opened) }, result);
  const recomputed = { outputHash: hashOutput(again.output, opened.outputSalt), units: again.units };
  return judge({ ...checked, recomputed }, result);
}

const NOTHING: AuditEvidence = {
  refused: null,
  isSigned: false,
  isOrdered: false,
  isManifestPublished: false,
  isManifestTheReceipts: false,
  unopened: null,
  claimed: null,
  recomputed: null,
};

type Papers = {
  readonly evidence: Pick<AuditEvidence, 'isSigned' | 'isOrdered' | 'isManifestPublished' | 'isManifestTheReceipts'>;
  readonly unopened: string | null;
  readonly manifest: ExpertManifest | null;
};

/** Checks what stands behind a receipt, whatever was asked: its signature, its order, and the expert that it names. */
async function checkPapers(
  { listed: receipt, signature, operatorId, epoch }: AuditTarget,
  shown: Extract<AuditReply, { type: 'shown' }>,
  components: AuditReceiptComponents,
  signal: AbortSignal,
): Promise<Papers> {
  const { jobId, expertId, inputHash, seed, gate } = receipt;
  const isSigned =
    receipt.epoch === BigInt(epoch) &&
    (await components.verifyReceipt(receipt, signature)) &&
    (await components.isAccountOf(receipt.operator, operatorId));
  const order = { jobId, expertId, inputHash, seed, gate };
  const isOrdered = components.operatorOf(gate) !== null && (await components.verifyOrder(order, shown.order));
  const cid = readCid(shown.manifest);
  const manifestHash = cid && bytesToHex(cid.multihash.digest);
  const isManifestPublished =
    manifestHash !== null && (await components.wasPublished({ expertId, operatorId, manifestHash }));
  const evidence = { isSigned, isOrdered, isManifestPublished, isManifestTheReceipts: false };
  if (!cid || !isManifestPublished) return { evidence, unopened: null, manifest: null };
  const bytes = await components.storage.get(cid, { signal }).catch(() => null);
  if (!bytes) {
    const unopened = 'the manifest cannot be fetched';
    return { evidence: { ...evidence, isManifestTheReceipts: true }, unopened, manifest: null };
  }
  const manifest = decodeManifest(bytes);
  return {
    evidence: { ...evidence, isManifestTheReceipts: isTheReceipts(manifest, receipt) },
    unopened: null,
    manifest,
  };
}

function reasonOf(reply: AuditReply): string {
  return reply.type === 'refused' ? reply.reason : 'it says something else';
}

/** Leaves out what the answer left out. */
function among(withheld: Withheld): AnswerOptions['mayQuote'] {
  const ranks = new Set(withheld.map(({ rank }) => rank));
  return ({ rank }) => !ranks.has(rank);
}

function isTheReceipts(manifest: ExpertManifest, receipt: WorkReceipt): boolean {
  return (
    modelHash(manifest) === receipt.modelHash &&
    adapterHash(manifest) === receipt.adapterHash &&
    manifest.runtimeClass === receipt.runtimeClass
  );
}

function parseInput(bytes: Uint8Array | null): JobInput | null {
  if (!bytes) return null;
  try {
    return jobInputSchema.parse(dagCbor.decode(bytes));
  } catch {
    return null;
  }
}

function readCid(text: string): CID | null {
  try {
    return CID.parse(text);
  } catch {
    return null;
  }
}
