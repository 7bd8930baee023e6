import type { Hex } from 'viem';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';
import type { SignedGroupConsent } from './identity.ts';
import { ownIdentity } from './ownIdentity.ts';

/** How an operator begins: alone, or in the group of another who consents. */
export type RegisterOptions = {
  /** Declared class of the machine; 1 unless told. */
  readonly computeClass?: number;
  /** Stake in wei; the smallest one unless told. */
  readonly stake?: bigint;
  /** The consent of the owner of the group; left out, the operator is a group of its own. */
  readonly consent?: SignedGroupConsent;
};

/**
 * Everything that an operator decides itself: its stake, its group, and its way into the technical chamber.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.operator.register();
 * await client.operator.enlist();
 */
export function operator(connection: Connection) {
  const { chain } = connection;
  const registry = 'operatorRegistry';
  const ledger = 'workLedger';
  const ownGroup = async () => {
    const args = [await ownIdentity(connection)] as const;
    return chain.read({ contract: registry, functionName: 'groupOf', args });
  };
  return {
    /** Registers the signer's identity as an operator. */
    register: async ({ computeClass = 1, stake, consent }: RegisterOptions = {}): Promise<Acted> => {
      const value = stake ?? (await chain.read({ contract: registry, functionName: 'minStake' }));
      const args = [BigInt(consent?.ownerId ?? 0), computeClass, consent?.signature ?? '0x'] as const;
      return act(connection, { contract: registry, functionName: 'register', args, value });
    },
    /** Adds to the stake, in wei, and ends leaving. */
    bond: ({ amount }: { readonly amount: bigint }): Promise<Acted> =>
      act(connection, { contract: registry, functionName: 'bond', value: amount }),
    /** Begins to leave: no work and no votes at once, the stake later. */
    unbond: (): Promise<Acted> => act(connection, { contract: registry, functionName: 'unbond' }),
    /** Takes the stake back when the waiting time is over and no case or fault holds it. */
    withdrawStake: (): Promise<Acted> => act(connection, { contract: registry, functionName: 'withdrawStake' }),
    /** Gives up a node; its key is free to be bound again. */
    unbindNode: ({ peerKey }: { readonly peerKey: Hex }): Promise<Acted> =>
      act(connection, { contract: registry, functionName: 'unbindNode', args: [peerKey] }),
    /** Has the group drawn as a verifier, without which it earns nothing. */
    enlist: (): Promise<Acted> => act(connection, { contract: 'spotCheck', functionName: 'enlist' }),
    /** Has the group drawn no more. */
    delist: (): Promise<Acted> => act(connection, { contract: 'spotCheck', functionName: 'delist' }),
    /** Takes the group's seat in the technical chamber, as one of the founding groups. */
    enter: async (): Promise<Acted> =>
      act(connection, { contract: ledger, functionName: 'enter', args: [await ownGroup()] }),
    /** Puts the group among those of which some are drawn by lot at the end of the period. */
    apply: async (): Promise<Acted> =>
      act(connection, { contract: ledger, functionName: 'applyForSeat', args: [await ownGroup()] }),
    /** Draws who enters the chamber in a period; anyone may. */
    drawEntrants: ({ period }: { readonly period: number }): Promise<Acted> =>
      act(connection, { contract: ledger, functionName: 'drawEntrants', args: [period] }),
    /** Where an operator, the signer's unless told, stands. */
    show: async (operatorId?: bigint) => {
      const id = operatorId ?? (await ownIdentity(connection));
      const args = [id] as const;
      const [record, active, group, units, { timestamp }] = await Promise.all([
        chain.read({ contract: registry, functionName: 'operator', args }),
        chain.read({ contract: registry, functionName: 'isActive', args }),
        chain.read({ contract: registry, functionName: 'groupOf', args }),
        chain.read({ contract: ledger, functionName: 'unitsOf', args }),
        chain.block(),
      ]);
      const [inChamber, votes] = await Promise.all([
        chain.read({ contract: ledger, functionName: 'isInChamber', args: [group] }),
        chain.read({ contract: ledger, functionName: 'castableVotesOf', args: [id, timestamp - 1n] }),
      ]);
      if (record.identityId === 0n) throw new NoOperatorError(id);
      return { operatorId: id, active, ownerId: BigInt(group), stake: record.stake, units, inChamber, votes };
    },
  };
}

/** No operator has this number. */
export class NoOperatorError extends BaseError {
  override readonly name = 'NoOperatorError';
  override readonly kind = 'missing';
  constructor(operatorId: bigint) {
    super(`Identity ${operatorId} runs no operator.`, { hint: '"tilth operator register" makes it one.' });
  }
}
