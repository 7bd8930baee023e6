import type { Address } from 'viem';
import { type TierAnswer, tierAnswer } from '../protocol/http/deposits.ts';
import { depositKey } from '../protocol/manifest/identifier.ts';
import { TIERS, type Tier } from '../protocol/manifest/tier.ts';
import { tierChangeTypedData } from '../protocol/typedData/tierChange.ts';
import { type Connection, signerOf } from './connection.ts';
import { contributorOf } from './contributor.ts';
import { askGates } from './gateway.ts';
import { depositPath } from './read.ts';

/** A deposit and its new tier. */
export type TierOptions = {
  /** `sub:` identifier. */
  readonly id: string;
  /** What may be done with the text from now on. */
  readonly tier: Tier;
  /** The account that deposited it; read in its manifest unless told. */
  readonly depositor?: Address;
  readonly signal?: AbortSignal;
};

/**
 * Changes what may be done with a deposit from now on: whoever deposited it signs, and after a change of keys the account
 * that acts for the same identity now; any gate puts it on chain. Models already trained stay.
 * @throws GateRefusedError with status 422 when the contract refused; BlockUnavailableError when no gate gives the manifest
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const id = 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
 * await client.tier({ id, tier: 'archive-only' });
 */
export async function tier(connection: Connection, { id, tier, ...options }: TierOptions): Promise<TierAnswer> {
  const { signTypedData } = signerOf(connection);
  const { signal } = options;
  const depositor = options.depositor ?? (await contributorOf(connection, { id, ...(signal && { signal }) }));
  const { chainId, contracts, apiUrls } = connection.endpoints;
  const { consentRegistry } = contracts;
  const deposit = depositKey(id);
  const args = [deposit, depositor] as const;
  const last = await connection.chain.read({ contract: 'consentRegistry', functionName: 'nonceOf', args });
  const change = { deposit, depositor, tier: TIERS.indexOf(tier), nonce: last + 1n };
  const signature = await signTypedData(tierChangeTypedData({ chainId, consentRegistry, change }));
  return askGates(apiUrls, {
    path: `${depositPath(id)}/tier`,
    schema: tierAnswer,
    body: { tier, nonce: change.nonce.toString(), signature },
    signal,
  });
}
