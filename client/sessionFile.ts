import { z } from 'zod';
import { address, count, decimal, hex } from '../protocol/scalars.ts';

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

/** What an account shows to one gate. */
const pass = z.object({
  url: z.string(),
  /** The account of the gate's operator, and its number. */
  gate: address,
  operatorId: count,
  signature: hex,
  /** Units for which this gate has, or will have, a voucher. */
  cumulative: decimal,
  /** The newest voucher; it goes along with every request, and the gate keeps the highest. */
  voucher: signedVoucherSchema.nullable(),
});

/** A session at the gates of a commons, as a file keeps it. */
export const sessionSchema = z.object({
  account: address,
  /** Unix seconds. */
  until: count,
  /** 0 for an account that is not enrolled: it has no floor, and pays nothing. */
  identityId: decimal,
  passes: z.array(pass),
});

/** A session at the gates of a commons. Asking within it changes its vouchers: write it down afterwards to go on with it. */
export type Session = z.infer<typeof sessionSchema>;
