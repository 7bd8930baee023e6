import * as dagCbor from '@ipld/dag-cbor';
import {
  type Address,
  concat,
  encodeAbiParameters,
  type Hex,
  keccak256,
  type LocalAccount,
  sha256,
  toHex,
  verifyTypedData,
} from 'viem';
import type { ExpertManifest } from '../blocks/expertManifest.ts';
import { type JobInput, type JobOutput, MOST_PROMPT, MOST_TOKENS, type WireReceipt } from '../messages/ask.ts';
import { type AuditResult, auditResultTypedData } from '../typedData/auditResult.ts';
import { type JobOrder, jobOrderTypedData, type WorkReceipt } from '../typedData/workReceipt.ts';
import type { SigningDomain } from './workReceipt.ts';

/** Signs an order as the gate that it names, before the job is sent. */
export function signOrder(
  account: Pick<LocalAccount, 'signTypedData'>,
  domain: SigningDomain,
  order: JobOrder,
): Promise<Hex> {
  return account.signTypedData(jobOrderTypedData({ ...domain, order }));
}

/** Tells whether an order is signed by the gate that it names. */
export function verifyOrder(domain: SigningDomain, order: JobOrder, signature: Hex): Promise<boolean> {
  const typed = jobOrderTypedData({ ...domain, order });
  return verifyTypedData({ ...typed, address: order.gate, signature }).catch(() => false);
}

/** SHA-256 of an input's dag-cbor bytes, as receipts and orders name it. */
export function hashInput(input: JobInput): Hex {
  return sha256(dagCbor.encode(input));
}

const CONSENT = [{ type: 'bool' }, { type: 'bytes32' }] as const;

/** Whether the asker lets verifiers see a job, with a random salt that hides it. */
export type AskersConsent = { readonly isOpenable: boolean; readonly salt: Hex };

/** The id of a job is the commitment to its asker's consent: fixed before the expert answers, and not to be read in it. */
export function jobIdOf({ isOpenable, salt }: AskersConsent): Hex {
  return keccak256(encodeAbiParameters(CONSENT, [isOpenable, salt]));
}

/** SHA-256 of a salt and an output's dag-cbor bytes, as receipts name it: nobody else can tell the output by its hash. */
export function hashOutput(output: JobOutput, salt: Hex): Hex {
  return sha256(concat([salt, toHex(dagCbor.encode(output))]));
}

/** What a verifier's own answer to a job hashes to: its account is in it, so that nobody can copy it. */
export function hashResult(output: JobOutput, { jobId, verifier }: { jobId: Hex; verifier: Address }): Hex {
  return sha256(concat([jobId, verifier, toHex(dagCbor.encode(output))]));
}

/** Signs what a verifier's own answer hashes to. */
export function signResult(
  account: Pick<LocalAccount, 'signTypedData'>,
  domain: SigningDomain,
  result: AuditResult,
): Promise<Hex> {
  return account.signTypedData(auditResultTypedData({ ...domain, result }));
}

/** Tells whether a result is signed by this verifier. */
export function verifyResult(
  domain: SigningDomain,
  { verifier, ...result }: AuditResult & { readonly verifier: Address },
  signature: Hex,
): Promise<boolean> {
  const typed = auditResultTypedData({ ...domain, result });
  return verifyTypedData({ ...typed, address: verifier, signature }).catch(() => false);
}

/** The receipt in its wire form: big integers as decimal strings. */
export function toWireReceipt(receipt: WorkReceipt): WireReceipt {
  return {
    ...receipt,
    epoch: receipt.epoch.toString(),
    index: receipt.index.toString(),
    expertId: receipt.expertId.toString(),
    seed: receipt.seed.toString(),
    units: receipt.units.toString(),
    startedAt: receipt.startedAt.toString(),
    finishedAt: receipt.finishedAt.toString(),
  };
}

/** The receipt as it is signed and hashed. */
export function fromWireReceipt(wire: WireReceipt): WorkReceipt {
  return {
    ...wire,
    epoch: BigInt(wire.epoch),
    index: BigInt(wire.index),
    expertId: BigInt(wire.expertId),
    seed: BigInt(wire.seed),
    units: BigInt(wire.units),
    startedAt: BigInt(wire.startedAt),
    finishedAt: BigInt(wire.finishedAt),
  };
}

/** Units of one classification. */
export const CLASSIFY_UNITS = 10n;

/** Units of one retrieval. */
export const RETRIEVE_UNITS = 10n;

/** Units of one generated answer: its tokens, and a quarter of the prompt's that were read, rounded up. */
export function generateUnits(promptTokens: number, outputTokens: number): bigint {
  return BigInt(outputTokens + Math.ceil(promptTokens / 4));
}

/** Whether a job of an expert of this kind can have so many units, whatever it was: most jobs are never opened. */
export function isPossibleWork(kind: ExpertManifest['kind'], units: bigint): boolean {
  if (kind === 'classifier') return units === CLASSIFY_UNITS;
  if (kind === 'retrieval') return units === RETRIEVE_UNITS;
  // A token is at least one byte, and a UTF-16 unit at most three.
  return units <= generateUnits(3 * MOST_PROMPT, MOST_TOKENS);
}
