import type { Chain } from '../chain/chain.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { Allotments } from '../journal/allotments.ts';
import type { OnTrouble } from '../trouble.ts';

export type RedeemerComponents = {
  readonly chain: Pick<Chain, 'read' | 'send'>;
  readonly book: Pick<Allotments, 'toRedeem' | 'redeemed'>;
  /** Number of the pool's running period. */
  readonly period: () => number;
  readonly operatorId: bigint;
  readonly onTrouble: OnTrouble;
};

/** One transaction carries the vouchers of many members, so waiting for more costs a member nothing. */
const EVERY_MS = 60_000;

/** Creates the duty that counts vouchers which members gave this gate on chain; the pool leaves out those that do not hold. */
export function createRedeemer(components: RedeemerComponents, { everyMs = EVERY_MS } = {}): Duty {
  const { chain, book, period, operatorId, onTrouble } = components;
  const redeemed = (identityId: number) =>
    chain.read({ contract: 'commonsPool', functionName: 'redeemed', args: [operatorId, BigInt(identityId)] });

  const work = async (): Promise<void> => {
    const open = book.toRedeem();
    if (open.length === 0) return;
    const before = await Promise.all(open.map(({ identityId }) => redeemed(identityId)));
    const fresh = open.filter(({ cumulative }, i) => cumulative > (before[i] ?? 0n));
    if (fresh.length > 0) {
      const vouchers = fresh.map(({ identityId, cumulative }) => ({
        identityId: BigInt(identityId),
        operatorId,
        cumulative,
      }));
      const args = [vouchers, fresh.map(({ signature }) => signature)] as const;
      await chain.send({ contract: 'commonsPool', functionName: 'redeemMany', args });
    }
    for (const [i, voucher] of open.entries()) {
      const units = (await redeemed(voucher.identityId)) - (before[i] ?? 0n);
      book.redeemed(voucher, units, period());
    }
  };
  return createDuty({ name: 'counting vouchers', every: everyMs, work, onTrouble });
}
