import { type Address, encodeAbiParameters, type Hex, keccak256, type TypedDataDefinition } from 'viem';

const fields = [
  { name: 'version', type: 'uint16' },
  { name: 'epoch', type: 'uint64' },
  { name: 'index', type: 'uint64' },
  { name: 'jobId', type: 'bytes32' },
  { name: 'gate', type: 'address' },
  { name: 'operator', type: 'address' },
  { name: 'expertId', type: 'uint256' },
  { name: 'modelHash', type: 'bytes32' },
  { name: 'adapterHash', type: 'bytes32' },
  { name: 'runtimeClass', type: 'string' },
  { name: 'inputHash', type: 'bytes32' },
  { name: 'outputHash', type: 'bytes32' },
  { name: 'proofRoot', type: 'bytes32' },
  { name: 'seed', type: 'uint64' },
  { name: 'units', type: 'uint64' },
  { name: 'startedAt', type: 'uint64' },
  { name: 'finishedAt', type: 'uint64' },
] as const;

/** A signed record of one served request: integers and hashes only, no prompt. Times are Unix milliseconds. */
export type WorkReceipt = {
  readonly version: 2;
  readonly epoch: bigint;
  readonly index: bigint;
  readonly jobId: Hex;
  readonly gate: Address;
  readonly operator: Address;
  readonly expertId: bigint;
  readonly modelHash: Hex;
  readonly adapterHash: Hex;
  readonly runtimeClass: string;
  readonly inputHash: Hex;
  readonly outputHash: Hex;
  /** Root over the proof of the activations behind the answer; zero where nothing is proven. */
  readonly proofRoot: Hex;
  readonly seed: bigint;
  readonly units: bigint;
  readonly startedAt: bigint;
  readonly finishedAt: bigint;
};

/** What an operator signs for each answer its node served. */
export function workReceiptTypedData(options: { chainId: number; receiptBook: Address; receipt: WorkReceipt }) {
  return {
    domain: { name: 'Tilth work', version: '1', chainId: options.chainId, verifyingContract: options.receiptBook },
    types: { Receipt: fields },
    primaryType: 'Receipt',
    message: options.receipt,
  } as const satisfies TypedDataDefinition<{ Receipt: typeof fields }, 'Receipt'>;
}

/** Leaf of an epoch's receipt tree: keccak of keccak of the ABI encoding (OpenZeppelin standard Merkle tree). */
export function workReceiptLeaf(receipt: WorkReceipt): Hex {
  const values = fields.map((field) => receipt[field.name]);
  return keccak256(keccak256(encodeAbiParameters(fields, values as never)));
}

/** The order that a gate signs before a job, so that a node cannot choose its inputs. */
const orderFields = [
  { name: 'jobId', type: 'bytes32' },
  { name: 'expertId', type: 'uint256' },
  { name: 'inputHash', type: 'bytes32' },
  { name: 'seed', type: 'uint64' },
  { name: 'gate', type: 'address' },
] as const;

/** A gate's order of one job. */
export type JobOrder = {
  readonly jobId: Hex;
  readonly expertId: bigint;
  readonly inputHash: Hex;
  readonly seed: bigint;
  readonly gate: Address;
};

/** What a gate signs before it sends a job to an expert. */
export function jobOrderTypedData(options: { chainId: number; receiptBook: Address; order: JobOrder }) {
  return {
    domain: { name: 'Tilth work', version: '1', chainId: options.chainId, verifyingContract: options.receiptBook },
    types: { JobOrder: orderFields },
    primaryType: 'JobOrder',
    message: options.order,
  } as const satisfies TypedDataDefinition<{ JobOrder: typeof orderFields }, 'JobOrder'>;
}
