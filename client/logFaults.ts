import { encodeAbiParameters, type Hex, keccak256, zeroAddress, zeroHash } from 'viem';
import { BaseError } from '../protocol/errors/BaseError.ts';
import type { DepositReceipt } from '../protocol/receipts/depositReceipt.ts';
import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';

/** A head of a deposit log. */
export type Head = { readonly size: number; readonly root: Hex };

/** What the chain holds at the place of a receipt: another leaf, with its way to the newest anchored head. */
export type OtherLeaf = { readonly head: Head; readonly leafHash: Hex; readonly path: readonly Hex[] };

/** Heads in one chain of those that a log anchored. */
const CHAIN_LENGTH = 256;

/**
 * Proofs that a log says one thing to one and another to another, from the receipts that it gave. A proven fault closes the
 * log and costs its operator a share of its stake.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import type { DepositReceipt } from 'tilth/protocol/receipts/depositReceipt';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const mine: DepositReceipt;
 * declare const yours: DepositReceipt;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.logFaults.equivocation([mine, yours]);
 */
export function logFaults(connection: Connection) {
  const contract = 'depositLog';
  const { chain } = connection;
  return {
    /** Proves that a log gave one place to two deposits, by the receipts of both. */
    equivocation: ([one, other]: readonly [DepositReceipt, DepositReceipt]): Promise<Acted> => {
      const args = [BigInt(one.logId), signedHead(one), signedHead(other)] as const;
      return act(connection, { contract, functionName: 'proveEquivocation', args });
    },
    /** Proves that a log holds another deposit at the place of a receipt now. */
    rewrite: (receipt: DepositReceipt, leafHash: Hex, other: OtherLeaf): Promise<Acted> => {
      const own = { leafHash, path: receipt.head.path };
      const found = { leafHash: other.leafHash, path: other.path };
      const newest = {
        root: other.head.root,
        size: BigInt(other.head.size),
        signer: zeroAddress,
        signature: '0x',
      } as const;
      const args = [BigInt(receipt.logId), BigInt(receipt.index), signedHead(receipt), own, newest, found] as const;
      return act(connection, { contract, functionName: 'proveRewrite', args });
    },
    /** Shows the contract that it held a head once; it then counts in a proof as the newest one does. */
    showAnchored: async ({ logId, size }: { readonly logId: number; readonly size: number }): Promise<Acted> => {
      const events = await chain.events({ contract, eventName: 'Anchored', args: { logId: BigInt(logId) } });
      const heads = events.map(({ args: { size, root } }) => ({ size, root }));
      const place = heads.findIndex((it) => it.size === BigInt(size));
      if (place < 0) throw new NoHeadError(logId, size);
      const number = Math.floor(place / CHAIN_LENGTH);
      const inChain = heads.slice(number * CHAIN_LENGTH, (number + 1) * CHAIN_LENGTH);
      const before = inChain.slice(0, place % CHAIN_LENGTH).reduce(link, zeroHash);
      const args = [BigInt(logId), BigInt(number), before, inChain.slice(place % CHAIN_LENGTH)] as const;
      return act(connection, { contract, functionName: 'showAnchored', args });
    },
  };
}

/** What the operator signed when it took a deposit: its log up to there. */
function signedHead({ index, node, head }: DepositReceipt) {
  return { root: head.root, size: BigInt(index + 1), signer: node, signature: head.signature };
}

function link(before: Hex, { size, root }: { readonly size: bigint; readonly root: Hex }): Hex {
  const types = [{ type: 'bytes32' }, { type: 'uint64' }, { type: 'bytes32' }] as const;
  return keccak256(encodeAbiParameters(types, [before, size, root]));
}

/** A log never anchored a head of a size. */
export class NoHeadError extends BaseError {
  override readonly name = 'NoHeadError';
  override readonly kind = 'missing';
  constructor(logId: number, size: number) {
    super(`Log ${logId} never anchored a head of ${size} deposits.`);
  }
}
