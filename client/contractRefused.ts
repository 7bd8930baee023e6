import type { AnyCall } from '../protocol/abi/calls.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import type { Refusal } from '../protocol/errors/refusals.ts';

/** The refusal of a contract in words; any other error as it is. What it takes to put it into words is loaded only now. */
export async function toContractRefusal(call: AnyCall, error: unknown): Promise<unknown> {
  const { decodeRefusal } = await import('../protocol/errors/decodeRefusal.ts');
  const refusal = await decodeRefusal(error);
  if (!refusal) return error;
  const { describeRefusal } = await import('../protocol/errors/refusals.ts');
  return new ContractRefusedError(call, { refusal, ...describeRefusal(refusal), cause: error });
}

type Details = {
  readonly refusal: Refusal;
  readonly sentence: string;
  readonly hint?: string;
  readonly cause: unknown;
};

/** A contract said no; `errorName` and `args` are its own word for why. */
export class ContractRefusedError extends BaseError {
  override readonly name = 'ContractRefusedError';
  override readonly kind = 'refused';
  readonly contract: string;
  readonly functionName: string;
  readonly errorName: string;
  readonly args: readonly unknown[];

  constructor({ contract, functionName }: AnyCall, { refusal, sentence, hint, cause }: Details) {
    super(sentence, { cause, ...(hint === undefined ? {} : { hint }) });
    this.contract = contract;
    this.functionName = functionName;
    this.errorName = refusal.name;
    this.args = refusal.args;
  }
}
