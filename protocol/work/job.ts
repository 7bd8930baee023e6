import * as dagCbor from '@ipld/dag-cbor';
import { type Hex, type LocalAccount, sha256, verifyTypedData } from 'viem';
import type { JobInput, JobOutput, WireReceipt } from '../messages/ask.ts';
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

/** SHA-256 of an output's dag-cbor bytes, as receipts name it. */
export function hashOutput(output: JobOutput): Hex {
  return sha256(dagCbor.encode(output));
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

/** Units of one generated answer: its tokens, and a quarter of the prompt's, rounded up. */
export function generateUnits(promptTokens: number, outputTokens: number): bigint {
  return BigInt(outputTokens + Math.ceil(promptTokens / 4));
}
