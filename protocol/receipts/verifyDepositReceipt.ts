import {
  type Address,
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
  'function boundTo(address account) view returns (uint256 identityId)',
]);

type Inclusion = NonNullable<DepositReceipt['inclusion']>;

/** What is known of a commons and of the deposit without the receipt; the receipt is only compared with it. */
export type ReceiptFacts = {
  /** The deposit that was asked about. */
  readonly id: string;
  readonly chainId: number;
  readonly contracts: { readonly depositLog: Address; readonly identityRegistry: Address };
  readonly rpcUrl: string;
};

/**
 * Checks a deposit receipt against a commons: that it is about the deposit that was asked about, in the log of this commons
 * and by the account of the operator that keeps it; its promise, its signed head, the audit path, and that the chain holds
 * the head it leads to. Whoever forges a receipt can deploy contracts and make keys, so none is taken from the receipt.
 */
export async function verifyDepositReceipt(receipt: unknown, facts: ReceiptFacts): Promise<ReceiptCheck> {
  const parsed = depositReceiptSchema.safeParse(receipt);
  if (!parsed.success) return refuse(`malformed receipt: ${parsed.error.issues[0]?.message}`);
  const it = parsed.data;
  const fault = await findReceiptFault(it, facts);
  if (fault) return refuse(fault);
  const client = createClient({ transport: http(facts.rpcUrl) });
  const chainId = await getChainId(client);
  if (chainId !== facts.chainId) return refuse(`the RPC serves chain ${chainId}, not ${facts.chainId}`);
  if (!(await isOperators(client, it, facts)))
    return refuse('the node is no account of the operator that keeps the log');
  if (!it.inclusion) return refuse('not anchored yet: the receipt holds only a promise');
  if (!(await isAnchored(client, it, it.inclusion))) return refuse('the chain does not hold this head');
  const included = verifyInclusion({ leaf: fromDepositId(it.id).bytes, index: it.index, ...it.inclusion });
  return included ? { ok: true, reason: 'included' } : refuse('the path does not lead to the anchored head');
}

type OfflineFacts = Pick<ReceiptFacts, 'id' | 'chainId'> & {
  readonly contracts: Pick<ReceiptFacts['contracts'], 'depositLog'>;
};

/** What is wrong with a receipt as far as that shows without a chain: about what it is, and what its node signed. */
export async function findReceiptFault(it: DepositReceipt, facts: OfflineFacts): Promise<string | null> {
  const { id, chainId, contracts } = facts;
  if (it.id !== id) return 'it is the receipt of another deposit';
  if (it.chainId !== chainId) return `it is of chain ${it.chainId}, not ${chainId}`;
  if (!isAddressEqual(it.depositLog, contracts.depositLog))
    return 'it names another deposit log than that of this commons';
  if (!(await promiseHolds(it))) return 'the promise is not signed by the node it names';
  if (!(await headHolds(it))) return 'the head is not signed by the node it names';
  const claim = { leaf: fromDepositId(id).bytes, index: it.index, size: it.index + 1, ...it.head };
  return verifyInclusion(claim) ? null : 'the path does not lead to the signed head';
}

/** A log has the number of its operator's identity; an account that was replaced since gave its receipts rightly. */
async function isOperators(
  client: Client,
  { logId, node }: DepositReceipt,
  { contracts }: ReceiptFacts,
): Promise<boolean> {
  const call = { address: contracts.identityRegistry, abi, functionName: 'boundTo', args: [node] } as const;
  return logId !== 0 && (await readContract(client, call)) === BigInt(logId);
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
