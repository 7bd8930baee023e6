import { decodeErrorResult, type Hex } from 'viem';
import { loadAbi } from '../protocol/abi/abis.ts';
import { type Voucher, voucherTypedData } from '../protocol/typedData/voucher.ts';
import { type Acted, act, actAndHear } from './act.ts';
import { type Connection, signerOf } from './connection.ts';
import { ownIdentity } from './ownIdentity.ts';
import type { SignedVoucher } from './sessionFile.ts';

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
    /** Pledges, as an active operator, units a day for this period and the next; its best day proves its capacity. */
    pledge: async ({ units }: { readonly units: bigint }): Promise<Acted> => {
      const args = [units, await bestDay(connection)] as const;
      return act(connection, { contract, functionName: 'pledge', args });
    },
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
    /** Redeems, as the operator that they name, vouchers of members; one that does not count is left out and told. */
    redeem: async ({ vouchers }: { readonly vouchers: readonly SignedVoucher[] }) => {
      const bare = vouchers.map(({ identityId, operatorId, cumulative }) => ({
        identityId: BigInt(identityId),
        operatorId: BigInt(operatorId),
        cumulative: BigInt(cumulative),
      }));
      const args = [bare, vouchers.map((it) => it.signature)] as const;
      const call = { contract, functionName: 'redeemMany', args } as const;
      const { transaction, events } = await actAndHear(connection, call, 'VoucherSkipped');
      return { transaction, skipped: await Promise.all(events.map(describeSkipped)) };
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

/** Whose voucher was left out, and why, in the contract's words. */
async function describeSkipped({ identityId, reason }: { readonly identityId: bigint; readonly reason: Hex }) {
  const [abi, { describeRefusal }] = await Promise.all([
    loadAbi.commonsPool(),
    import('../protocol/errors/refusals.ts'),
  ]);
  const { errorName } = decodeErrorResult({ abi, data: reason });
  return { identityId, reason: describeRefusal({ name: errorName, args: [] }).sentence };
}

const DAYS = 60n;

/** Number of the day of the last 60 on which most work of the signer was credited; 0 for none. */
async function bestDay(connection: Connection): Promise<bigint> {
  const { chain } = connection;
  const operatorId = await ownIdentity(connection);
  const [length, { timestamp }, credited] = await Promise.all([
    chain.read({ contract: 'commonsPool', functionName: 'day' }),
    chain.block(),
    chain.events({ contract: 'workLedger', eventName: 'WorkCredited', args: { operatorId } }),
  ]);
  const today = timestamp / BigInt(length);
  const unitsOf = new Map<bigint, bigint>();
  // From the newest back, so that years of old work are not looked up block by block.
  for (const { blockNumber, args } of [...credited].reverse()) {
    const day = (await chain.block(blockNumber)).timestamp / BigInt(length);
    if (day + DAYS <= today) break;
    if (day < today) unitsOf.set(day, (unitsOf.get(day) ?? 0n) + args.units);
  }
  const [best] = [...unitsOf].sort(([, a], [, b]) => Number(b - a));
  return best?.[0] ?? 0n;
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
