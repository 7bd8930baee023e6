import type { Address, Hex, TypedDataDefinition } from 'viem';

const fields = [
  { name: 'jobId', type: 'bytes32' },
  { name: 'result', type: 'bytes32' },
] as const;

/** What a verifier's own answer to a job hashes to. */
export type AuditResult = { readonly jobId: Hex; readonly result: Hex };

/** What a verifier signs before it is told what the claimed output was salted with: it found its own by itself. */
export function auditResultTypedData(options: { chainId: number; receiptBook: Address; result: AuditResult }) {
  return {
    domain: { name: 'Tilth work', version: '1', chainId: options.chainId, verifyingContract: options.receiptBook },
    types: { AuditResult: fields },
    primaryType: 'AuditResult',
    message: options.result,
  } as const satisfies TypedDataDefinition<{ AuditResult: typeof fields }, 'AuditResult'>;
}
