import type { WireReceipt } from '../messages/ask.ts';
import type { WorkReceipt } from '../typedData/workReceipt.ts';

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
