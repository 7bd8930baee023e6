import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { Genesis } from './shape.ts';

const LOCAL_CHAIN_IDS: readonly number[] = [31337, 1337];

/** Whether a chain is one of those on this machine. */
export const isLocal = (chainId: number): boolean => LOCAL_CHAIN_IDS.includes(chainId);

/** Refuses the local profile, whose votes last seconds, on any chain that others could use. @throws LocalProfileError */
export function assertProfileFits(genesis: Genesis, chainId: number): void {
  if (genesis.profile === 'local' && !isLocal(chainId)) throw new LocalProfileError(chainId);
}

export class LocalProfileError extends BaseError {
  override readonly name = 'LocalProfileError';
  override readonly kind = 'invalid';
  constructor(chainId: number) {
    super('The local profile is for a chain on this machine only.', {
      values: { chainId, allowed: LOCAL_CHAIN_IDS },
      hint: 'Use a production genesis for a public chain.',
    });
  }
}
