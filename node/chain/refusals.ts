import type { ContractErrorName } from 'viem';
import type { Abis } from '../../protocol/abi/abis.ts';
import type { ContractName } from '../../protocol/deployment.ts';
import { TransactionRefusedError } from './sender.ts';

/** Errors by contract; their names come from the ABIs. */
export type Refusals = { readonly [C in ContractName]?: readonly ContractErrorName<Abis[C]>[] };

/** Tells whether a contract refused a transaction with one of these errors. */
export function isRefusedWith(error: unknown, refusals: Refusals): error is TransactionRefusedError {
  if (!(error instanceof TransactionRefusedError)) return false;
  const names: readonly string[] = refusals[error.contract] ?? [];
  return names.includes(error.errorName);
}
