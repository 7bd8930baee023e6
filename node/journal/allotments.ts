import type { Hex } from 'viem';
import type { Journal } from './journal.ts';

/** A member's newest voucher that the chain does not hold yet. */
export type OpenVoucher = { readonly identityId: number; readonly cumulative: bigint; readonly signature: Hex };

/** What members received here, and what they signed for it. */
export type Allotments = {
  readonly openUse: (identityId: number, period: number) => bigint;
  readonly addUse: (identityId: number, period: number, units: bigint) => void;
  readonly vouched: (identityId: number) => bigint;
  readonly takeVoucher: (identityId: number, cumulative: bigint, signature: Hex) => void;
  readonly toRedeem: () => readonly OpenVoucher[];
  /** Notes that the chain took a voucher, or that it never will; `units` of it were new to the chain. */
  readonly redeemed: (voucher: OpenVoucher, units: bigint, period: number) => void;
};

/** Opens the tables of a gate's floor. Use that is lost in a crash was given away; a voucher is on disk before it counts. */
export function openAllotments(journal: Journal): Allotments {
  journal.migrate('allotments', [
    `CREATE TABLE allotment_use (
       identity_id INTEGER PRIMARY KEY, period INTEGER NOT NULL, units INTEGER NOT NULL) STRICT;
     CREATE TABLE vouchers (
       identity_id INTEGER PRIMARY KEY, cumulative INTEGER NOT NULL, signature TEXT NOT NULL,
       redeemed INTEGER NOT NULL) STRICT`,
  ]);
  const { database } = journal;
  const use = database.prepare('SELECT units FROM allotment_use WHERE identity_id = ? AND period = ?');
  const setUse = database.prepare('INSERT OR REPLACE INTO allotment_use VALUES (?, ?, ?)');
  const vouched = database.prepare('SELECT cumulative FROM vouchers WHERE identity_id = ?');
  const take = database.prepare(
    `INSERT INTO vouchers VALUES (?, ?, ?, 0) ON CONFLICT (identity_id)
     DO UPDATE SET cumulative = excluded.cumulative, signature = excluded.signature`,
  );
  const open = database.prepare(
    `SELECT identity_id AS identityId, cumulative, signature FROM vouchers WHERE cumulative > redeemed
     ORDER BY identity_id LIMIT 100`,
  );
  // Members sign any 64-bit number: one beyond 2^53 must not keep the others from being read.
  for (const statement of [use, vouched, open]) statement.setReadBigInts(true);
  const close = database.prepare('UPDATE vouchers SET redeemed = ? WHERE identity_id = ?');
  const openUse = (identityId: number, period: number) =>
    (use.get(identityId, period) as { units: bigint } | undefined)?.units ?? 0n;
  return {
    openUse,
    addUse: (identityId, period, units) => void setUse.run(identityId, period, openUse(identityId, period) + units),
    vouched: (identityId) => (vouched.get(identityId) as { cumulative: bigint } | undefined)?.cumulative ?? 0n,
    takeVoucher: (identityId, cumulative, signature) => void take.run(identityId, cumulative, signature),
    toRedeem: () =>
      (open.all() as { identityId: bigint; cumulative: bigint; signature: Hex }[]).map((row) => ({
        ...row,
        identityId: Number(row.identityId),
      })),
    redeemed: ({ identityId, cumulative }, units, period) => {
      close.run(cumulative, identityId);
      const left = openUse(identityId, period) - units;
      setUse.run(identityId, period, left > 0n ? left : 0n);
    },
  };
}
