import type { Address } from 'viem';
import { depositKey } from '../protocol/manifest/identifier.ts';
import { TIERS, type Tier } from '../protocol/manifest/tier.ts';
import { tierChangeTypedData } from '../protocol/typedData/tierChange.ts';
import { type Acted, act } from './act.ts';
import { type Connection, signerOf } from './connection.ts';
import { read } from './read.ts';

/** A deposit and its new tier. */
export type TierOptions = {
  /** `sub:` identifier. */
  readonly id: string;
  /** What may be done with the text from now on. */
  readonly tier: Tier;
  /** The account that deposited it; asked of a gate unless told. */
  readonly depositor?: Address;
};

/**
 * Changes what may be done with a deposit from now on. Whoever deposited it signs, and after a change of keys the account
 * that acts for the same identity now. Models already trained stay.
 * @throws ContractRefusedError, CannotSendError, GateRefusedError when no gate knows the deposit
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const id = 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
 * await client.tier({ id, tier: 'archive-only' });
 */
export async function tier(connection: Connection, options: TierOptions): Promise<Acted> {
  const { signTypedData } = signerOf(connection);
  const depositor = options.depositor ?? (await read(connection, options)).contributor;
  const { chainId, contracts } = connection.endpoints;
  const deposit = depositKey(options.id);
  const registry = 'consentRegistry';
  const last = await connection.chain.read({ contract: registry, functionName: 'nonceOf', args: [deposit, depositor] });
  const change = { deposit, depositor, tier: TIERS.indexOf(options.tier), nonce: last + 1n };
  const signature = await signTypedData(
    tierChangeTypedData({ chainId, consentRegistry: contracts.consentRegistry, change }),
  );
  const args = [deposit, depositor, change.tier, change.nonce, signature] as const;
  return act(connection, { contract: registry, functionName: 'changeTier', args });
}
