import { z } from 'zod';

/** Schemas of the scalar values that wire messages share. */
export const bytes32 = z.custom<`0x${string}`>(
  (v) => typeof v === 'string' && /^0x[0-9a-fA-F]{64}$/.test(v),
  'must be bytes32 hex',
);
export const address = z.custom<`0x${string}`>(
  (v) => typeof v === 'string' && /^0x[0-9a-fA-F]{40}$/.test(v),
  'must be an address',
);
export const hex = z.custom<`0x${string}`>(
  (v) => typeof v === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(v),
  'must be hex',
);
export const count = z.int().nonnegative();

/** The word of a kind of expert. It is open: a node leaves experts of kinds that it does not know alone. */
export const kindOfExpert = z.string().regex(/^[a-z][a-z-]{0,29}$/);
