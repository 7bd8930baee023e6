import type { Hex } from 'viem';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { drawRanks, type ProvenChunk, proveChunk } from '../protocol/proofs/proofTree.ts';
import { workReceiptLeaf } from '../protocol/typedData/workReceipt.ts';
import { keyOfEpoch } from '../protocol/work/auditKey.ts';
import { findReplay } from '../protocol/work/findReplay.ts';
import { fromWireReceipt } from '../protocol/work/job.ts';
import { readReceiptList } from '../protocol/work/receiptLists.ts';
import { buildReceiptTree } from '../protocol/work/receiptTree.ts';
import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';
import { fetchBlock } from './fetchBlock.ts';

/** Sealed work of an operator. */
export type WorkOf = { readonly operatorId: number; readonly epoch: number };

/** A root that an operator signed for an epoch, by `SealedRoot`. */
export type OtherRoot = WorkOf & { readonly root: Hex; readonly signature: Hex };

/** The proof that a receipt commits to, as its operator gave it, and the chunk of it that is false. */
export type FalseProof = WorkOf & {
  readonly jobId: Hex;
  readonly chunks: readonly ProvenChunk[];
  /** Number of the false chunk. */
  readonly chunk: number;
};

/**
 * Proofs that sealed work is false, from what its operator published or signed. A proven fault voids what it sealed so far; a
 * false proof takes credited work back as well, and holds the stake.
 * @throws ContractRefusedError, CannotSendError, NotSealedError, BlockUnavailableError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.workFaults.replay({ operatorId: 5, epoch: 20_454 }, 20_455);
 */
export function workFaults(connection: Connection) {
  const { chain, endpoints } = connection;
  const contract = 'receiptBook';

  const readSealed = async ({ operatorId, epoch }: WorkOf) => {
    const args = { operatorId: BigInt(operatorId), epoch: BigInt(epoch) };
    const [event] = await chain.events({ contract, eventName: 'Sealed', args });
    if (!event) throw new NotSealedError(operatorId, epoch);
    const { root, count, units, uri } = event.args;
    const { timestamp } = await chain.block(event.blockNumber);
    return { seal: { root, count, units, blockNumber: event.blockNumber, sealedAt: Number(timestamp) }, uri };
  };
  const readReceipts = async (uri: string) => {
    const listed = await readReceiptList({ get: (cid) => fetchBlock(endpoints.apiUrls, cid) }, uri);
    return listed.map(({ receipt }) => fromWireReceipt(receipt));
  };

  return {
    /** Proves that an operator signed another root for an epoch than it sealed. */
    equivocation: async ({ root, signature, ...work }: OtherRoot): Promise<Acted> => {
      const { seal } = await readSealed(work);
      const [operatorId, epoch] = [BigInt(work.operatorId), BigInt(work.epoch)];
      const signer = await chain.read({ contract: 'identityRegistry', functionName: 'accountOf', args: [operatorId] });
      const args = [operatorId, epoch, seal, root, signer, signature] as const;
      return act(connection, { contract, functionName: 'proveEquivocation', args });
    },
    /** Proves that an operator sealed a receipt twice: in one epoch, or in another as well. @throws NoReplayError */
    replay: async (work: WorkOf, other = work.epoch): Promise<Acted> => {
      const one = await readSealed(work);
      const two = other === work.epoch ? one : await readSealed({ ...work, epoch: other });
      const receipts = await readReceipts(one.uri);
      const found = findReplay(receipts, two === one ? undefined : await readReceipts(two.uri));
      if (!found) throw new NoReplayError(work, other);
      const epochs = [BigInt(work.epoch), BigInt(other)] as const;
      const seals = [one.seal, two.seal] as const;
      const args = [BigInt(work.operatorId), epochs, seals, found.leaf, found.first, found.second] as const;
      return act(connection, { contract, functionName: 'proveReplay', args });
    },
    /** Proves that a receipt commits to a chunk which contradicts the values beside it. @throws NoReceiptError */
    falseProof: async ({ jobId, chunks, chunk, ...work }: FalseProof): Promise<Acted> => {
      const { seal, uri } = await readSealed(work);
      const [operatorId, epoch] = [BigInt(work.operatorId), BigInt(work.epoch)];
      const receipts = await readReceipts(uri);
      const position = receipts.findIndex((it) => it.jobId === jobId);
      const receipt = receipts[position];
      const points = chunks[chunk]?.points.length;
      if (!receipt || points === undefined) throw new NoReceiptError(work, jobId);
      const key = keyOfEpoch(operatorId, epoch);
      const { seed } = await chain.read({ contract: 'spotCheck', functionName: 'audit', args: [key] });
      const ranks = drawRanks({ seed, receiptLeaf: workReceiptLeaf(receipt), chunk, points });
      const receiptPath = buildReceiptTree(receipts).path(position);
      const args = [operatorId, epoch, seal, { receipt, receiptPath, ...proveChunk(chunks, chunk, ranks) }] as const;
      return act(connection, { contract: 'spotCheck', functionName: 'proveFault', args });
    },
  };
}

/** An operator sealed nothing for an epoch. */
export class NotSealedError extends BaseError {
  override readonly name = 'NotSealedError';
  override readonly kind = 'missing';
  constructor(operatorId: number, epoch: number) {
    super(`Operator ${operatorId} sealed no epoch ${epoch}.`);
  }
}

/** No receipt of an epoch was sealed in another. */
export class NoReplayError extends BaseError {
  override readonly name = 'NoReplayError';
  override readonly kind = 'refused';
  constructor({ operatorId, epoch }: WorkOf, other: number) {
    super(`Operator ${operatorId} sealed no receipt twice.`, { values: { epoch, other } });
  }
}

/** An epoch has no receipt of a job, or the proof has no such chunk. */
export class NoReceiptError extends BaseError {
  override readonly name = 'NoReceiptError';
  override readonly kind = 'missing';
  constructor({ operatorId, epoch }: WorkOf, jobId: Hex) {
    super(`Operator ${operatorId} sealed no such receipt and chunk.`, { values: { epoch, jobId } });
  }
}
