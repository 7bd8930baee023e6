import {
  type Client,
  createClient,
  type Hex,
  http,
  isAddressEqual,
  parseAbi,
  parseEventLogs,
  TransactionReceiptNotFoundError,
  verifyTypedData,
} from 'viem';
import { getChainId, getTransactionReceipt, readContract } from 'viem/actions';
import { fromDepositId } from '../manifest/identifier.ts';
import { verifyInclusion } from '../merkle/tree.ts';
import { anchorPromiseTypedData, logHeadTypedData } from '../typedData/depositReceipt.ts';
import { type DepositReceipt, depositReceiptSchema } from './depositReceipt.ts';

/** Whether a receipt holds, and why or why not. */
export type ReceiptCheck = { readonly ok: boolean; readonly reason: string };

const abi = parseAbi([
  'event Anchored(uint256 indexed logId, uint64 size, bytes32 root, bytes32 previous, string uri)',
  'function head(uint256 logId) view returns (bytes32 root, uint64 size)',
]);

type Inclusion = NonNullable<DepositReceipt['inclusion']>;

/**
 * Checks a deposit receipt with nothing but itself and an RPC URL: the node's promise, its signed head, the audit path,
 * and that the chain holds the head it leads to.
 */
export async function verifyDepositReceipt(receipt: unknown, rpcUrl: string): Promise<ReceiptCheck> {
  const parsed = depositReceiptSchema.safeParse(receipt);
  if (!parsed.success) return refuse(`malformed receipt: ${parsed.error.issues[0]?.message}`);
  const it = parsed.data;
  const leaf = fromDepositId(it.id).bytes;
  if (!(await promiseHolds(it))) return refuse('the promise is not signed by the node it names');
  if (!(await headHolds(it))) return refuse('the head is not signed by the node it names');
  if (!verifyInclusion({ leaf, index: it.index, size: it.index + 1, ...it.head })) {
    return refuse('the path does not lead to the signed head');
  }
  if (!it.inclusion) return refuse('not anchored yet: the receipt holds only a promise');
  const client = createClient({ transport: http(rpcUrl) });
  const chainId = await getChainId(client);
  if (chainId !== it.chainId) return refuse(`the RPC serves chain ${chainId}, not ${it.chainId}`);
  if (!(await isAnchored(client, it, it.inclusion))) return refuse('the chain does not hold this head');
  const included = verifyInclusion({ leaf, index: it.index, ...it.inclusion });
  return included ? { ok: true, reason: 'included' } : refuse('the path does not lead to the anchored head');
}

function refuse(reason: string): ReceiptCheck {
  return { ok: false, reason };
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
  return verifyTypedData({ ...typed, address: receipt.node, signature: receipt.promiseSignature }).catch(() => false);
}

function headHolds({ chainId, depositLog, logId, index, node, head }: DepositReceipt): Promise<boolean> {
  const message = { logId: BigInt(logId), size: BigInt(index + 1), root: head.root };
  const typed = logHeadTypedData({ chainId, depositLog, head: message });
  return verifyTypedData({ ...typed, address: node, signature: head.signature }).catch(() => false);
}

/** The log's newest head is this one, or the named transaction anchored it: the contract keeps no older heads. */
async function isAnchored(client: Client, receipt: DepositReceipt, { root, size, transaction }: Inclusion) {
  const { depositLog, logId } = receipt;
  if (transaction !== null && (await wasAnchoredIn(client, transaction, { depositLog, logId, root, size })))
    return true;
  const args = [BigInt(logId)] as const;
  const head = await readContract(client, { address: depositLog, abi, functionName: 'head', args });
  return head[0] === root && head[1] === BigInt(size);
}

type AnchoredHead = { readonly depositLog: Hex; readonly logId: number; readonly root: Hex; readonly size: number };

async function wasAnchoredIn(client: Client, hash: Hex, head: AnchoredHead): Promise<boolean> {
  const mined = await getTransactionReceipt(client, { hash }).catch((error: unknown) => {
    if (error instanceof TransactionReceiptNotFoundError) return null;
    throw error;
  });
  const logs = (mined?.logs ?? []).filter(({ address }) => isAddressEqual(address, head.depositLog));
  return parseEventLogs({ abi, logs, eventName: 'Anchored' }).some(
    ({ args }) => args.logId === BigInt(head.logId) && args.size === BigInt(head.size) && args.root === head.root,
  );
}
