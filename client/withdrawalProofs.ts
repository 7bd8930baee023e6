import { type Address, type Hex, isAddressEqual, recoverTypedDataAddress } from 'viem';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { type ShownTombstone, shownTombstone } from '../protocol/http/deposits.ts';
import { depositKey } from '../protocol/manifest/identifier.ts';
import { tombstoneTypedData } from '../protocol/typedData/tombstone.ts';
import type { Connection } from './connection.ts';
import { contributorOf } from './contributor.ts';
import { type DepositQuestion, depositPath } from './read.ts';
import { BadAnswerError, requestJson } from './request.ts';

/** What shows, to whoever holds it, that a deposit was withdrawn and who said that it is gone. */
export type WithdrawalProofs = {
  readonly id: string;
  /** Where the chain says so. */
  readonly withdrawal: {
    readonly chainId: number;
    readonly consentRegistry: Address;
    readonly depositor: Address;
    readonly transaction: Hex;
    readonly block: string;
  };
  /** What operators signed of what their nodes hold no longer. */
  readonly tombstones: readonly ShownTombstone[];
  /** Gates that gave none, and why. */
  readonly silent: readonly { readonly gate: string; readonly reason: string }[];
};

/**
 * Gathers the proofs that a deposit was withdrawn: the chain's own record, and what each gate signs about it.
 * @throws NoWithdrawalError while the chain shows no withdrawal
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const id = 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
 * const { withdrawal, tombstones } = await client.withdrawalProofs({ id });
 * console.log(withdrawal.transaction, tombstones.length);
 */
export async function withdrawalProofs(
  connection: Connection,
  { id, signal }: DepositQuestion,
): Promise<WithdrawalProofs> {
  const { apiUrls, chainId, contracts } = connection.endpoints;
  const { consentRegistry } = contracts;
  const depositor = await contributorOf(connection, { id, ...(signal && { signal }) });
  const args = { deposit: depositKey(id), depositor };
  const [event] = await connection.chain.events({ contract: 'consentRegistry', eventName: 'Withdrawn', args });
  if (!event) throw new NoWithdrawalError(id);
  const { blockNumber, transactionHash: transaction } = event;
  const asked = await Promise.allSettled(
    apiUrls.map((gate) => fetchTombstone(connection, { gate, id, transaction, signal })),
  );
  return {
    id,
    withdrawal: { chainId, consentRegistry, depositor, transaction, block: blockNumber.toString() },
    tombstones: asked.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : [])),
    silent: asked.flatMap((it, i) =>
      it.status === 'rejected' ? [{ gate: apiUrls[i] ?? '', reason: toReason(it.reason) }] : [],
    ),
  };
}

type Asked = {
  readonly gate: string;
  readonly id: string;
  /** What the chain itself says. */
  readonly transaction: Hex;
  readonly signal: AbortSignal | undefined;
};

async function fetchTombstone(
  { endpoints }: Connection,
  { gate, id, transaction, signal }: Asked,
): Promise<ShownTombstone> {
  const url = `${gate}${depositPath(id)}/tombstone`;
  const shown = await requestJson(url, shownTombstone, { signal });
  const { signature, statedAt, id: manifest, ...said } = shown;
  const typed = tombstoneTypedData({
    chainId: endpoints.chainId,
    consentRegistry: endpoints.contracts.consentRegistry,
    tombstone: { ...said, manifest, statedAt: BigInt(statedAt) },
  });
  if (manifest !== id || said.transaction !== transaction)
    throw new BadAnswerError(url, 'it is about another withdrawal');
  const signer = await recoverTypedDataAddress({ ...typed, signature });
  if (!isAddressEqual(signer, said.operator)) throw new BadAnswerError(url, 'its operator did not sign it');
  return shown;
}

function toReason(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

/** Nothing shows that a deposit was withdrawn. */
export class NoWithdrawalError extends BaseError {
  override readonly name = 'NoWithdrawalError';
  override readonly kind = 'missing';
  constructor(id: string) {
    super('The chain shows no withdrawal of this deposit.', { values: { id } });
  }
}
