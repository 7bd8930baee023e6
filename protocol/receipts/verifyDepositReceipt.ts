import { createClient, http, parseAbi, verifyTypedData } from 'viem';
import { getChainId, readContract } from 'viem/actions';
import { fromDepositId } from '../manifest/identifier.ts';
import { verifyInclusion } from '../merkle/verify.ts';
import { anchorPromiseTypedData } from '../typedData/promise.ts';
import { type DepositReceipt, depositReceiptSchema } from './depositReceipt.ts';

export type Verdict = { readonly ok: boolean; readonly reason: string };

const abi = parseAbi(['function rootAt(uint256 logId, uint64 size) view returns (bytes32)']);

/**
 * Checks a deposit receipt with nothing but itself and an RPC URL: the node's promise, the audit path, and that the
 * chain holds the head it leads to.
 */
export async function verifyDepositReceipt(receipt: unknown, rpcUrl: string): Promise<Verdict> {
  const parsed = depositReceiptSchema.safeParse(receipt);
  if (!parsed.success) return { ok: false, reason: `malformed receipt: ${parsed.error.issues[0]?.message}` };
  const it = parsed.data;
  if (!it.inclusion) return { ok: false, reason: 'not anchored yet: the receipt holds only a promise' };
  if (!(await promiseHolds(it))) return { ok: false, reason: 'the promise is not signed by the node it names' };
  const client = createClient({ transport: http(rpcUrl) });
  const chainId = await getChainId(client);
  if (chainId !== it.chainId) return { ok: false, reason: `the RPC serves chain ${chainId}, not ${it.chainId}` };
  const onChain = await readContract(client, {
    address: it.depositLog,
    abi,
    functionName: 'rootAt',
    args: [BigInt(it.logId), BigInt(it.inclusion.size)],
  });
  if (onChain !== it.inclusion.root) return { ok: false, reason: 'the chain does not hold this head' };
  const included = verifyInclusion({ leaf: fromDepositId(it.id).bytes, index: it.index, ...it.inclusion });
  return included
    ? { ok: true, reason: 'included' }
    : { ok: false, reason: 'the path does not lead to the anchored head' };
}

function promiseHolds(receipt: DepositReceipt): Promise<boolean> {
  const typed = anchorPromiseTypedData({
    chainId: receipt.chainId,
    depositLog: receipt.depositLog,
    promise: {
      manifest: receipt.id,
      logId: BigInt(receipt.logId),
      index: BigInt(receipt.index),
      acceptedAt: BigInt(receipt.acceptedAt),
      deadline: BigInt(receipt.deadline),
    },
  });
  return verifyTypedData({ ...typed, address: receipt.node, signature: receipt.promiseSignature });
}
