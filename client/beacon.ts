import type { Address, Hex } from 'viem';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { linkBelow } from '../protocol/work/hashChain.ts';
import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';

/**
 * The beacon: attesting institutions reveal one link of their hash chains each round, so that nobody alone chooses a draw.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const tip: `0x${string}`;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.beacon.join({ tip });
 */
export function beacon(connection: Connection) {
  const contract = 'beacon';
  const { chain } = connection;
  return {
    /** Joins, as an attester, with the tip of a hash chain; it counts from the round after the next. */
    join: ({ tip }: { readonly tip: Hex }): Promise<Acted> =>
      act(connection, { contract, functionName: 'join', args: [tip] }),
    /** Reveals the next link of a member's chain in the running round; anyone who knows its secret may. */
    reveal: async ({ member, secret }: { readonly member: Address; readonly secret: Hex }): Promise<Acted> => {
      const { tip, next } = await chain.read({ contract, functionName: 'memberOf', args: [member] });
      const preimage = linkBelow(secret, tip) ?? linkBelow(secret, next);
      if (!preimage) throw new ForeignSecretError(member);
      return act(connection, { contract, functionName: 'reveal', args: [member, preimage] });
    },
    /** Closes a round that is over; anyone may. */
    close: ({ round }: { readonly round: number }): Promise<Acted> =>
      act(connection, { contract, functionName: 'close', args: [round] }),
    /** Puts out for a time a member that did not reveal while another did; anyone may. */
    strike: ({ member, round }: { readonly member: Address; readonly round: number }): Promise<Acted> =>
      act(connection, { contract, functionName: 'strike', args: [member, round] }),
    /** The running round, and how long each lasts in seconds. */
    show: async () => {
      const { timestamp } = await chain.block();
      const [round, roundLength] = await Promise.all([
        chain.read({ contract, functionName: 'roundAt', args: [Number(timestamp)] }),
        chain.read({ contract, functionName: 'roundLength' }),
      ]);
      return { round, roundLength };
    },
  };
}

/** A secret does not lead to the chain that a member joined with. */
export class ForeignSecretError extends BaseError {
  override readonly name = 'ForeignSecretError';
  override readonly kind = 'invalid';
  constructor(member: Address) {
    super("This secret is not the one of the member's chain, or the chain is used up.", {
      values: { member },
      hint: 'Use the file of the last "tilth beacon join".',
    });
  }
}
