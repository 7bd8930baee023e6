import { z } from 'zod';
import { decimal, hex } from '../protocol/scalars.ts';
import { type Voucher, voucherTypedData } from '../protocol/typedData/voucher.ts';
import { type Acted, act } from './act.ts';
import { type Connection, signerOf } from './connection.ts';
import { ownIdentity } from './ownIdentity.ts';

/** What a member signs for the operator that served it; JSON-safe. */
export const signedVoucherSchema = z.object({
  identityId: decimal,
  operatorId: decimal,
  /** Units ever received from that operator; the newest voucher replaces all before. */
  cumulative: decimal,
  signature: hex,
});

/** A signed voucher, as an operator keeps it. */
export type SignedVoucher = z.infer<typeof signedVoucherSchema>;

/**
 * The equal minimum of inference that every member has: what is pledged for it, what is left of it, and who used it.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const { allotment, left } = await client.floor.show();
 * console.log(allotment, left);
 */
export function floor(connection: Connection) {
  const contract = 'commonsPool';
  const { chain } = connection;
  return {
    /** Pledges, as an active operator, units for this period and the next. */
    pledge: ({ units }: { readonly units: bigint }): Promise<Acted> =>
      act(connection, { contract, functionName: 'pledge', args: [units] }),
    /** Records what an operator served on its best day, up to which its pledges count; anyone may for themselves. */
    test: ({ day }: { readonly day: bigint }): Promise<Acted> =>
      act(connection, { contract, functionName: 'test', args: [day] }),
    /** Strikes off the pledge of an operator that is not active; anyone may. */
    drop: ({ operatorId }: { readonly operatorId: bigint }): Promise<Acted> =>
      act(connection, { contract, functionName: 'drop', args: [operatorId] }),
    /** Signs for units received from an operator, on top of what was redeemed before. */
    sign: async ({
      operatorId,
      units,
    }: {
      readonly operatorId: bigint;
      readonly units: bigint;
    }): Promise<SignedVoucher> => {
      const identityId = await ownIdentity(connection);
      const before = await chain.read({ contract, functionName: 'redeemed', args: [operatorId, identityId] });
      return signVoucher(connection, { identityId, operatorId, cumulative: before + units });
    },
    /** Redeems, as the operator that they name, vouchers of members; one that no longer counts is left out. */
    redeem: ({ vouchers }: { readonly vouchers: readonly SignedVoucher[] }): Promise<Acted> => {
      const bare = vouchers.map(({ identityId, operatorId, cumulative }) => ({
        identityId: BigInt(identityId),
        operatorId: BigInt(operatorId),
        cumulative: BigInt(cumulative),
      }));
      const args = [bare, vouchers.map((it) => it.signature)] as const;
      return act(connection, { contract, functionName: 'redeemMany', args });
    },
    /** The floor as it is now, and what is left of it today for an identity, the signer's unless told. */
    show: async ({ identityId }: { readonly identityId?: bigint } = {}) => {
      const id = identityId ?? (connection.signer ? await ownIdentity(connection) : undefined);
      const [floorUnits, allotment, factor, pledged, headroom, saved, range, priorityCapacity, members] =
        await Promise.all([
          chain.read({ contract, functionName: 'floor' }),
          chain.read({ contract, functionName: 'allotment' }),
          chain.read({ contract, functionName: 'factor' }),
          chain.read({ contract, functionName: 'pledged' }),
          chain.read({ contract, functionName: 'headroom' }),
          chain.read({ contract, functionName: 'saved' }),
          chain.read({ contract, functionName: 'range' }),
          chain.read({ contract, functionName: 'priorityCapacity' }),
          chain.read({ contract, functionName: 'activeMembers' }),
        ]);
      const left = id === undefined ? null : await chain.read({ contract, functionName: 'available', args: [id] });
      return { floor: floorUnits, allotment, factor, pledged, headroom, saved, range, priorityCapacity, members, left };
    },
  };
}

/** Signs a voucher whose numbers are known. */
export async function signVoucher(connection: Connection, voucher: Voucher): Promise<SignedVoucher> {
  const { chainId, contracts } = connection.endpoints;
  const { commonsPool } = contracts;
  const signature = await signerOf(connection).signTypedData(voucherTypedData({ chainId, commonsPool, voucher }));
  const { identityId, operatorId, cumulative } = voucher;
  return {
    identityId: identityId.toString(),
    operatorId: operatorId.toString(),
    cumulative: cumulative.toString(),
    signature,
  };
}
