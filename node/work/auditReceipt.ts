import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { type Address, bytesToHex, type Hex, sha256 } from 'viem';
import { adapterHash, decodeManifest, type ExpertManifest, modelHash } from '../../protocol/blocks/expertManifest.ts';
import { type JobInput, jobInputSchema } from '../../protocol/messages/ask.ts';
import type { AuditReply } from '../../protocol/messages/audit.ts';
import type { WorkReceipt } from '../../protocol/typedData/workReceipt.ts';
import { fromWireReceipt, hashOutput } from '../../protocol/work/job.ts';
import { verifyReceiptPath } from '../../protocol/work/receiptTree.ts';
import { type AuditEvidence, type Judgement, judgeReceipt } from '../../protocol/work/verdict.ts';
import type { Storage } from '../storage/storage.ts';

type Answer = { readonly output: Parameters<typeof hashOutput>[0]; readonly units: bigint };
type AnswerOptions = {
  readonly seed: bigint;
  readonly signal: AbortSignal;
  readonly onToken: () => Promise<void>;
  readonly mayQuote: () => boolean;
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
  /** Tells whether an expert ever published the manifest with this hash, and belongs to this operator. */
  readonly wasPublished: (expert: { expertId: bigint; operatorId: number; manifestHash: Hex }) => Promise<boolean>;
  /** Tells whether an account acts or ever acted for an operator. */
  readonly isAccountOf: (account: Address, operatorId: number) => Promise<boolean>;
};

export type AuditTarget = {
  readonly operatorId: number;
  readonly epoch: number;
  readonly root: Hex;
  /** The receipt at this position in the published list. */
  readonly listed: WorkReceipt;
};

/** Checks one opened receipt by answering its job again. */
export async function auditReceipt(
  reply: AuditReply,
  target: AuditTarget,
  components: AuditReceiptComponents,
  signal: AbortSignal,
): Promise<Judgement> {
  if (reply.type === 'refused') return judgeReceipt({ ...UNOPENED, unopened: reply.reason });
  const receipt = fromWireReceipt(reply.receipt);
  const input = parseInput(reply.input);
  const claimed = { outputHash: receipt.outputHash, units: receipt.units };
  const checks: AuditEvidence = {
    unopened: null,
    isInTree: receipt.jobId === target.listed.jobId && verifyReceiptPath(target.root, receipt, reply.path),
    isSigned:
      receipt.epoch === BigInt(target.epoch) &&
      (await components.verifyReceipt(receipt, reply.signature)) &&
      (await components.isAccountOf(receipt.operator, target.operatorId)),
    isInputTheOrdered: input !== null && sha256(reply.input) === receipt.inputHash,
    isManifestPublished: false,
    isManifestTheReceipts: false,
    claimed,
    recomputed: null,
  };
  const cid = CID.parse(reply.manifest);
  const manifestHash = bytesToHex(cid.multihash.digest);
  const { expertId } = receipt;
  const { operatorId } = target;
  if (!(await components.wasPublished({ expertId, operatorId, manifestHash }))) return judgeReceipt(checks);
  const published = { ...checks, isManifestPublished: true };
  const bytes = await components.storage.get(cid, { signal }).catch(() => null);
  if (!bytes) return judgeReceipt({ ...published, unopened: 'the manifest cannot be fetched' });
  const manifest = decodeManifest(bytes);
  const matched = { ...published, isManifestTheReceipts: isTheReceipts(manifest, receipt) };
  // Recomputing costs most, so it comes last and only when nothing else is wrong.
  if (!input || judgeReceipt({ ...matched, recomputed: claimed }).verdict !== 'PASS') return judgeReceipt(matched);
  const expert = await components.restore(manifest, { signal });
  const again = await expert?.answer(input, {
    ...{ seed: receipt.seed, signal, onToken: async () => undefined },
    mayQuote: () => true,
  });
  return judgeReceipt({
    ...matched,
    recomputed: again ? { outputHash: hashOutput(again.output), units: again.units } : null,
  });
}

const UNOPENED: AuditEvidence = {
  unopened: 'unopened',
  isInTree: false,
  isSigned: false,
  isInputTheOrdered: false,
  isManifestPublished: false,
  isManifestTheReceipts: false,
  claimed: null,
  recomputed: null,
};

function isTheReceipts(manifest: ExpertManifest, receipt: WorkReceipt): boolean {
  return (
    modelHash(manifest) === receipt.modelHash &&
    adapterHash(manifest) === receipt.adapterHash &&
    manifest.runtimeClass === receipt.runtimeClass
  );
}

function parseInput(bytes: Uint8Array): JobInput | null {
  try {
    return jobInputSchema.parse(dagCbor.decode(bytes));
  } catch {
    return null;
  }
}
