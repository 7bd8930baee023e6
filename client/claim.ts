import type { Address, Hash } from 'viem';
import { type AdapterCard, decodeCard } from '../protocol/blocks/adapterCard.ts';
import { fromContentUri } from '../protocol/contentUri.ts';
import { proveShare } from '../protocol/corpus/attribution.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { type Connection, signerOf } from './connection.ts';
import { fetchBlock } from './fetchBlock.ts';
import { send } from './send.ts';

/** The adapter of which a share is claimed. */
export type ClaimOptions = { readonly modelId: number; readonly signal?: AbortSignal };

/** A contributor's share of a model in basis points; no transaction when it was claimed before. */
export type Claim = { readonly shareBp: number; readonly transaction: Hash | null };

/**
 * Claims the signer's share of an adapter as contribution credits, proven by the card that the chain names.
 * @throws NoShareError, NoAdapterError, BlockUnavailableError, ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const { shareBp } = await client.claim({ modelId: 2 });
 */
export async function claim(connection: Connection, { modelId, signal }: ClaimOptions): Promise<Claim> {
  const { address } = signerOf(connection);
  const contract = 'modelRegistry';
  const id = BigInt(modelId);
  const { attribution } = await fetchCard(connection, { modelId, ...(signal && { signal }) });
  const share = attribution.shares.find(({ contributor }) => contributor.toLowerCase() === address.toLowerCase());
  const proof = proveShare(attribution.shares, address);
  if (!share || !proof) throw new NoShareError(modelId, address);
  const isClaimed = await connection.chain.read({ contract, functionName: 'isClaimed', args: [id, address] });
  if (isClaimed) return { shareBp: share.shareBp, transaction: null };
  const args = [id, share.contributor, share.shareBp, proof] as const;
  const { transactionHash } = await send(connection, { contract, functionName: 'claimAttribution', args });
  return { shareBp: share.shareBp, transaction: transactionHash };
}

/**
 * Fetches the card that an adapter published about itself: where the chain says, checked against its CID.
 * @throws NoAdapterError, BlockUnavailableError, BadCardError
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { evaluation, attribution } = await client.card({ modelId: 2 });
 */
export async function fetchCard(
  { chain, endpoints }: Connection,
  { modelId, signal }: ClaimOptions,
): Promise<AdapterCard> {
  const args = { modelId: BigInt(modelId) };
  const [registered] = await chain.events({ contract: 'modelRegistry', eventName: 'AdapterRegistered', args });
  if (!registered) throw new NoAdapterError(modelId);
  return decodeCard(await fetchBlock(endpoints.apiUrls, fromContentUri(registered.args.uri), signal));
}

/** The chain holds no adapter of this number. */
export class NoAdapterError extends BaseError {
  override readonly name = 'NoAdapterError';
  override readonly kind = 'missing';
  constructor(modelId: number) {
    super('There is no adapter of this number.', { values: { modelId } });
  }
}

/** An account has no share in an adapter. */
export class NoShareError extends BaseError {
  override readonly name = 'NoShareError';
  override readonly kind = 'missing';
  constructor(modelId: number, account: Address) {
    super('This account has no share in the model.', { values: { modelId, account } });
  }
}
