import type { Hash } from 'viem';
import { type AdapterCard, decodeCard } from '../protocol/blocks/adapterCard.ts';
import { fromContentUri } from '../protocol/contentUri.ts';
import { proveShare } from '../protocol/corpus/attribution.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { act } from './act.ts';
import type { Connection } from './connection.ts';
import { fetchBlock } from './fetchBlock.ts';
import { ownIdentity } from './ownIdentity.ts';

/** The adapter of which a share is claimed. */
export type ClaimOptions = { readonly modelId: number; readonly signal?: AbortSignal };

/** A contributor's share of a model in basis points; no transaction when it was claimed before. */
export type Claim = { readonly shareBp: number; readonly transaction: Hash | null };

/**
 * Claims the share of the signer's identity in an adapter as contribution credits, proven by the card that the chain names;
 * open for a while after verifiers found the run in order.
 * @throws NoShareError, NotEnrolledError, NoAdapterError, BlockUnavailableError, ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const { shareBp } = await client.claim({ modelId: 2 });
 */
export async function claim(connection: Connection, { modelId, signal }: ClaimOptions): Promise<Claim> {
  const identityId = await ownIdentity(connection);
  const contract = 'modelRegistry';
  const id = BigInt(modelId);
  const { attribution } = await fetchCard(connection, { modelId, ...(signal && { signal }) });
  const own = Number(identityId);
  const share = attribution.shares.find(({ identity }) => identity === own);
  const proof = proveShare(attribution.shares, own);
  if (!share || !proof) throw new NoShareError(modelId, identityId);
  const isClaimed = await connection.chain.read({ contract, functionName: 'isClaimed', args: [id, identityId] });
  if (isClaimed) return { shareBp: share.shareBp, transaction: null };
  const args = [id, identityId, share.shareBp, proof] as const;
  const { transaction } = await act(connection, { contract, functionName: 'claimAttribution', args });
  return { shareBp: share.shareBp, transaction };
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
  return decodeCard(await fetchBlock(endpoints.apiUrls, fromContentUri(registered.args.uri), { signal }));
}

/** The chain holds no adapter of this number. */
export class NoAdapterError extends BaseError {
  override readonly name = 'NoAdapterError';
  override readonly kind = 'missing';
  constructor(modelId: number) {
    super('There is no adapter of this number.', { values: { modelId } });
  }
}

/** An identity has no share in an adapter. */
export class NoShareError extends BaseError {
  override readonly name = 'NoShareError';
  override readonly kind = 'missing';
  constructor(modelId: number, identityId: bigint) {
    super('This identity has no share in the model.', { values: { modelId, identityId } });
  }
}
