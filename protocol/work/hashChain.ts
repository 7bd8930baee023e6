import { type Hex, keccak256 } from 'viem';

/** Links of a beacon member's chain unless told: ten years of daily rounds. */
export const CHAIN_LENGTH = 4_096;

/** The link of a hash chain that lies so many steps above its secret; the highest is its tip. */
export function chainLink(secret: Hex, steps: number): Hex {
  let link = secret;
  for (let i = 0; i < steps; i += 1) link = keccak256(link);
  return link;
}

/**
 * The link below one that is known already: what its owner reveals next. Null when the known one is not of this chain, or
 * is its secret.
 */
export function linkBelow(secret: Hex, known: Hex, length: number = CHAIN_LENGTH): Hex | null {
  let link = secret;
  for (let i = 0; i < length; i += 1) {
    const above = keccak256(link);
    if (above === known) return link;
    link = above;
  }
  return null;
}
