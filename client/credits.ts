import type { Address } from 'viem';
import { type Acted, act } from './act.ts';
import { type Connection, signerOf } from './connection.ts';
import { ownIdentity } from './ownIdentity.ts';

/** Kinds of credit, in the order of the contract's numbers. */
const CREDIT_KINDS = ['contribution', 'compute', 'stewardship'] as const;

/**
 * Credits: a record of what somebody gave. They cannot be sold or moved; they buy priority beyond the floor and nothing else.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const { compute, priority } = await client.credits.show();
 * console.log(compute, priority);
 */
export function credits(connection: Connection) {
  const contract = 'contributionCredits';
  const { chain } = connection;
  return {
    /** Brings an operator's compute credits, the signer's unless told, to the work that was verified; anyone may. */
    claim: async ({ operatorId }: { readonly operatorId?: bigint } = {}): Promise<Acted> => {
      const args = [operatorId ?? (await ownIdentity(connection))] as const;
      return act(connection, { contract, functionName: 'claim', args });
    },
    /** What an account, the signer's unless told, holds of each kind, and its priority at gates. */
    show: async (account: Address = signerOf(connection).address) => {
      const held = await Promise.all(
        CREDIT_KINDS.map((_, kind) =>
          chain.read({ contract, functionName: 'balanceOf', args: [account, BigInt(kind)] }),
        ),
      );
      const [contribution = 0n, compute = 0n, stewardship = 0n] = held;
      const priority = await chain.read({ contract, functionName: 'priorityOf', args: [account] });
      return { account, contribution, compute, stewardship, priority };
    },
  };
}
