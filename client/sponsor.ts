import { z } from 'zod';
import { address, hex, longDecimal } from '../protocol/scalars.ts';
import { sponsorshipTypedData } from '../protocol/typedData/sponsorship.ts';
import { type Acted, act } from './act.ts';
import { type Connection, signerOf } from './connection.ts';

/** The draft that a member stands behind. */
export type SponsorOptions = { readonly proposalId: bigint };

/** A signed sponsorship, as it is passed to whoever proposes; JSON-safe. */
export const sponsorshipSchema = z.object({
  proposalId: longDecimal,
  sponsor: address,
  signature: hex,
});

/** A signed sponsorship. */
export type SignedSponsorship = z.infer<typeof sponsorshipSchema>;

/**
 * Supports a draft, so that its vote can be opened. The first who does keeps the draft open.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.sponsor({ proposalId });
 */
export function sponsor(connection: Connection, { proposalId }: SponsorOptions): Promise<Acted> {
  return act(connection, {
    contract: 'agenda',
    functionName: 'sponsor',
    args: [proposalId],
  });
}

/**
 * Signs that one supports a draft, without sending it: whoever proposes brings it along, and it costs its signer nothing.
 * @throws NoSignerError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * console.log(JSON.stringify(await client.signSponsorship({ proposalId })));
 */
export async function signSponsorship(
  connection: Connection,
  { proposalId }: SponsorOptions,
): Promise<SignedSponsorship> {
  const { address: sponsor, signTypedData } = signerOf(connection);
  const { chainId, contracts } = connection.endpoints;
  const signature = await signTypedData(sponsorshipTypedData({ chainId, agenda: contracts.agenda, proposalId }));
  return { proposalId: proposalId.toString(), sponsor, signature };
}

/**
 * Sends the signatures of sponsors of one draft in one transaction, where they are not proposed with it.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount, type SignedSponsorship } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * declare const sponsors: SignedSponsorship[];
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.relaySponsorships({ proposalId, sponsors });
 */
export function relaySponsorships(
  connection: Connection,
  { proposalId, sponsors }: SponsorOptions & { readonly sponsors: readonly SignedSponsorship[] },
): Promise<Acted> {
  const args = [proposalId, sponsors.map(toSigned)] as const;
  return act(connection, {
    contract: 'agenda',
    functionName: 'sponsorBySig',
    args,
  });
}

/** A sponsorship as the contract takes it. */
export function toSigned({ sponsor, signature }: SignedSponsorship) {
  return { account: sponsor, signature };
}
