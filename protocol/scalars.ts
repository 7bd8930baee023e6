import { z } from 'zod';

/** Thirty-two bytes as hex. */
export const bytes32 = z.templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]{64}$/)], 'must be bytes32 hex');

/** Thirty-two bytes as lower-case hex, where the bytes of a block must not depend on how it was written. */
export const lowerBytes32 = z.templateLiteral(
  ['0x', z.string().regex(/^[0-9a-f]{64}$/)],
  'must be 32 bytes of lower-case hex',
);

/** An account or a contract. */
export const address = z.templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]{40}$/)], 'must be an address');

/** An account in lower case, where the bytes of a block must not depend on how it was written. */
export const lowerAddress = z.templateLiteral(
  ['0x', z.string().regex(/^[0-9a-f]{40}$/)],
  'must be a lower-case address',
);

/** Whole bytes as hex. */
export const hex = z.templateLiteral(['0x', z.string().regex(/^([0-9a-fA-F]{2})*$/)], 'must be hex');

/** A whole number that counts something. */
export const count = z.int().nonnegative();

/** A whole number above zero. */
export const positive = z.int().positive();

/** Hundredths of a percent. */
export const basisPoints = count.max(10_000);

/** A 64-bit number as a decimal string; JSON and dag-cbor carry no larger numbers safely. */
export const decimal = z.string().regex(/^\d{1,20}$/, 'must be a decimal number');

/** A 256-bit number as a decimal string. */
export const longDecimal = z.string().regex(/^\d{1,78}$/, 'must be a decimal number');

/** The word for a kind of expert. It is open: whoever does not know a kind leaves its experts alone. */
export const expertKind = z.string().regex(/^[a-z][a-z-]{0,29}$/);
