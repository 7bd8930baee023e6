import {
  type Abi,
  type Address,
  createWalletClient,
  type HttpTransport,
  NonceTooLowError,
  type PublicClient,
  type TransactionReceipt,
  BaseError as ViemError,
} from 'viem';
import type { LocalAccount } from 'viem/accounts';
import type { AnyCall } from '../../protocol/abi/calls.ts';
import type { ContractName } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { decodeRefusal } from '../../protocol/errors/decodeRefusal.ts';
import { describeRefusal, type Refusal } from '../../protocol/errors/refusals.ts';

type Options = {
  readonly client: PublicClient;
  readonly transport: HttpTransport;
  readonly account: LocalAccount;
  readonly chainId: number;
  readonly at: (contract: ContractName) => Promise<{ address: Address; abi: Abi }>;
};

const ATTEMPTS = 4;
const RECEIPT_MS = 60_000;

/** Sends transactions of one account, one at a time, so that two never take the same nonce. */
export function createSender(options: Options): (call: AnyCall) => Promise<TransactionReceipt> {
  let last: Promise<unknown> = Promise.resolve();
  return (call) => {
    const mine = last.then(() => sendOne(options, call));
    last = mine.catch(() => {});
    return mine;
  };
}

async function sendOne(options: Options, call: AnyCall): Promise<TransactionReceipt> {
  const { client, account } = options;
  const wallet = createWalletClient({ account, transport: options.transport });
  const target = { ...(await options.at(call.contract)), functionName: call.functionName, args: call.args ?? [] };
  const value = call.value === undefined ? {} : { value: call.value };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.simulateContract({ ...target, ...value, account } as never);
      const nonce = await client.getTransactionCount({ address: account.address, blockTag: 'pending' });
      const gas = withMargin(await client.estimateContractGas({ ...target, ...value, account } as never));
      const hash = await wallet.writeContract({ ...target, ...value, nonce, gas, chain: null } as never);
      const receipt = await client.waitForTransactionReceipt({ hash, timeout: RECEIPT_MS });
      if (receipt.status === 'success') return receipt;
      // The state moved between simulation and inclusion: simulate again, which names the reason.
      await client.simulateContract({ ...target, ...value, account } as never);
      throw new TransactionRefusedError(call, { name: 'Error', args: ['reverted without a reason'] });
    } catch (error) {
      if (isNonceTaken(error) && attempt < ATTEMPTS) continue;
      throw await toRefusal(call, error);
    }
  }
}

/**
 * An estimate is made in the block that is now; in the next one a checkpoint of votes or work may be a new one, which
 * costs more than writing over the last. What is not used is not paid.
 */
function withMargin(gas: bigint): bigint {
  return (gas * 3n) / 2n + 60_000n;
}

/** Another process may send from the same account; the nonce is then read again. */
function isNonceTaken(error: unknown): boolean {
  if (!(error instanceof ViemError)) return false;
  if (error.walk((it) => it instanceof NonceTooLowError)) return true;
  return /nonce too low|already known|replacement transaction underpriced/i.test(error.message);
}

async function toRefusal(call: AnyCall, error: unknown): Promise<unknown> {
  const refusal = await decodeRefusal(error);
  return refusal ? new TransactionRefusedError(call, refusal, error) : error;
}

/** A contract said no; `errorName` and `args` are its error, and the sentence says what that means. */
export class TransactionRefusedError extends BaseError {
  override readonly name = 'TransactionRefusedError';
  override readonly kind = 'refused';
  readonly contract: ContractName;
  readonly functionName: string;
  readonly errorName: string;
  readonly args: readonly unknown[];

  constructor({ contract, functionName }: AnyCall, refusal: Refusal, cause?: unknown) {
    const { sentence, ...hint } = describeRefusal(refusal);
    super(sentence, { ...hint, values: { contract, functionName }, cause });
    this.contract = contract;
    this.functionName = functionName;
    this.errorName = refusal.name;
    this.args = refusal.args;
  }
}
